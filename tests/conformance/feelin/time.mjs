// Time feelin: {name: {text, context, times}} in, {name: median in microseconds} out.
import { readFileSync } from 'node:fs';
import { evaluate } from '@bpmn-io/feelin';

const ROUNDS = 60;

function median({ text, context, times }) {
  const rounds = [];
  for (let round = 0; round < 2 * ROUNDS; round += 1) {
    const began = performance.now();
    for (let turn = 0; turn < times; turn += 1) evaluate(text, context);
    rounds.push(((performance.now() - began) / times) * 1000);
  }
  // The first half warms up the compiler of V8.
  const measured = rounds.slice(ROUNDS).sort((one, other) => one - other);
  return measured[ROUNDS / 2];
}

const asked = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(Object.fromEntries(Object.entries(asked).map(([name, work]) => [name, median(work)]))));
