// The page of a form: its fields to drag and their properties.

import "@bpmn-io/form-js-viewer/dist/assets/form-js.css";
import "@bpmn-io/form-js-editor/dist/assets/form-js-editor.css";
import "@bpmn-io/form-js-editor/dist/assets/properties-panel.css";
import { FormEditor } from "@bpmn-io/form-js-editor";
import { vietnamese } from "./vietnamese.js";
import { canvas, changed, start, translation } from "./workbench.js";

const editor = new FormEditor({
  container: canvas,
  additionalModules: translation(vietnamese),
  exporter: { name: "Hoidong", version: "1" },
});
let fileId = "bieu_mau_moi";

// The editor gives every list of options a first one; a picker (property `source`) has none of its own.
const INVENTED = JSON.stringify([{ label: "Value", value: "value" }]);

function withoutInvented(field) {
  const { values, components, ...kept } = field;
  const isInvented = kept.properties?.source && JSON.stringify(values) === INVENTED;
  return {
    ...kept,
    ...(values && !isInvented ? { values } : {}),
    ...(components ? { components: components.map(withoutInvented) } : {}),
  };
}

await start({
  mediaType: "application/json",
  async open(json) {
    const schema = JSON.parse(json);
    const { warnings } = await editor.importSchema(schema);
    fileId = schema.id ?? fileId;
    editor.on("commandStack.changed", changed);
    return warnings.length;
  },
  save: async () => `${JSON.stringify(withoutInvented(editor.saveSchema()), null, 2)}\n`,
  fileName: () => `${editor.saveSchema().id ?? fileId}.form`,
  select(id) {
    const field = editor.get("formFieldRegistry").get(id);
    if (!field) return false;
    editor.get("selection").set(field);
    return true;
  },
  undo: () => editor.get("commandStack").undo(),
  redo: () => editor.get("commandStack").redo(),
});
