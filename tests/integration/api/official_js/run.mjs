// Camunda's own JavaScript client, unmodified, as designer, worker and clerk of one case; prints what it saw as JSON.
// usage: node run.mjs MODEL.bpmn (the client reads its CAMUNDA_… settings from the environment)

import createCamundaClient from "@camunda8/orchestration-cluster-api";

const PROCESS = "tho_may";
const PATIENCE = { waitUpToMs: 30_000, pollIntervalMs: 50 };
const seen = {};
const client = createCamundaClient();

const deployed = await client.deployResourcesFromFiles([process.argv[2]]);
const [definition] = deployed.processes;
seen.deployed = [definition.processDefinitionId, definition.processDefinitionVersion];
seen.xml = (await client.getProcessDefinitionXml(definition, once())).includes(PROCESS);
const found = await client.searchProcessDefinitions({ filter: { processDefinitionId: PROCESS } }, patiently());
seen.definitions = found.items.length;

// Before the workers are there, who would take its job.
const other = await client.createProcessInstance({
  processDefinitionKey: definition.processDefinitionKey,
  variables: { so: "x" },
});
await client.cancelProcessInstance(other);
seen.canceled = (await client.getProcessInstance(other, once())).state;
seen.refused = await refusal(() => client.getProcessInstance({ processInstanceKey: "1" }, once()));

const created = await client.createProcessInstance({
  processDefinitionId: PROCESS,
  variables: { so: "15/BC", trang: 2 },
});
const key = created.processInstanceKey;
const ofCase = { processInstanceKey: key };

// A real worker: the first try fails with a back-off, the second completes.
seen.tries = [];
const calculating = client.createJobWorker({
  jobType: "tinh-toan",
  maxParallelJobs: 2,
  jobTimeoutMs: 30_000,
  pollIntervalMs: 20,
  fetchVariables: ["trang"],
  jobHandler: async (job) => {
    seen.tries.push({ retries: job.retries, variables: job.variables, element: job.elementId });
    if (seen.tries.length === 1) {
      return job.fail({ errorMessage: "Máy bận", retries: job.retries - 1, retryBackOff: 300 });
    }
    return job.complete({ ket_qua: job.variables.trang * 2 });
  },
});
const comparing = client.createJobWorker({
  jobType: "doi-chieu",
  maxParallelJobs: 2,
  jobTimeoutMs: 30_000,
  pollIntervalMs: 20,
  jobHandler: async (job) => job.error({ errorCode: "SAI_MAU", errorMessage: "Mẫu cũ", variables: { mau: "cũ" } }),
});

await visit("cho_tra_loi");
seen.published = typeof (
  await client.publishMessage({
    name: "tra_loi",
    correlationKey: "15/BC",
    timeToLive: 60_000,
    variables: { loi: "Được" },
  })
).messageKey;
await visit("cho_gop_y");
const correlated = await client.correlateMessage({ name: "gop_y", correlationKey: "15/BC", variables: { y: 1 } });
seen.correlated = correlated.processInstanceKey === key;
await visit("cho_ky_hop");
await client.broadcastSignal({ signalName: "ky_hop_bat_dau", variables: { ky_hop: 15 } });

const waiting = await client.searchUserTasks({ filter: { ...ofCase, state: "CREATED" } }, patiently());
const [task] = waiting.items;
await client.assignUserTask({ ...task, assignee: process.env.CAMUNDA_CLIENT_ID });
await client.updateUserTask({
  userTaskKey: task.userTaskKey,
  changeset: { priority: 90, dueDate: "2031-05-06T07:08:09Z" },
});
const changed = await client.getUserTask(task, once());
seen.task = [changed.elementId, changed.assignee, changed.priority, changed.dueDate];
await client.createElementInstanceVariables({ elementInstanceKey: key, variables: { ghi_chu: "từ ngoài" } });
const visible = await client.searchUserTaskVariables({ userTaskKey: task.userTaskKey }, patiently());
seen.visible = visible.items
  .map((one) => one.name)
  .filter(given)
  .sort();
await client.completeUserTask({ userTaskKey: task.userTaskKey, variables: { da_xem: true } });

const storing = await client.activateJobs({
  type: "luu-kho",
  worker: "js",
  maxJobsToActivate: 1,
  timeout: 60_000,
  requestTimeout: 20_000,
});
const [job] = storing.jobs;
await job.fail({ retries: 0, errorMessage: "Kho khóa" });
const broken = await client.searchIncidents({ filter: { ...ofCase, state: "ACTIVE" } }, patiently());
const [incident] = broken.items;
seen.incident = [incident.errorType, incident.elementId, incident.jobKey === job.jobKey];
seen.hasIncident = (await client.getProcessInstance(ofCase, once())).hasIncident;
seen.ofCase = (await client.searchProcessInstanceIncidents({ ...ofCase }, patiently())).items.length;
await client.updateJob({ jobKey: job.jobKey, changeset: { retries: 1 } });
await client.resolveIncident(incident);
const storer = client.createJobWorker({
  jobType: "luu-kho",
  maxParallelJobs: 1,
  jobTimeoutMs: 30_000,
  pollIntervalMs: 20,
  jobHandler: async (one) => one.complete(),
});

const ended = await client.searchProcessInstances({ filter: { ...ofCase, state: "COMPLETED" } }, patiently());
seen.ended = ended.items.map((one) => [
  one.processDefinitionId,
  one.state,
  one.hasIncident,
  one.processInstanceKey === key,
]);
seen.resolved = (await client.getIncident(incident, once())).state;
const visits = await client.searchElementInstances({ filter: ofCase }, patiently());
seen.visits = Object.fromEntries(visits.items.map((one) => [one.elementId, [one.type, one.state]]));
seen.visit = (await client.getElementInstance(visits.items[0], once())).elementId;
const variables = await client.searchVariables({ filter: ofCase }, patiently());
seen.variables = Object.fromEntries(
  variables.items.filter((one) => given(one.name)).map((one) => [one.name, one.value]),
);
await client.getVariable(variables.items[0], once());
const counted = await client.getProcessInstanceStatistics(ofCase, once());
seen.statistics = Object.fromEntries(
  counted.items.map((one) => [one.elementId, [one.active, one.completed, one.canceled]]),
);

for (const worker of [calculating, comparing, storer]) {
  worker.stop();
}
console.log(JSON.stringify(seen));
process.exit(0);

function patiently() {
  return { consistency: PATIENCE };
}

// What the engine itself adds to every case is not part of the story.
function given(name) {
  return !["ma_ho_so", "nguoi_lap", "thoi_diem_lap", "xem_luc", "xem_nguoi"].includes(name);
}

function once() {
  return { consistency: { waitUpToMs: 0 } };
}

async function visit(elementId) {
  await client.searchElementInstances({ filter: { ...ofCase, elementId, state: "ACTIVE" } }, patiently());
}

async function refusal(act) {
  try {
    await act();
    return null;
  } catch (error) {
    return error.status ?? String(error);
  }
}
