// Evaluate expressions with feelin: JSON lines {text, context} in, {value, failed} out, in the same order.
import { createInterface } from 'node:readline';
import { evaluate } from '@bpmn-io/feelin';

function plain(value) {
  if (value === null || value === undefined) return null;
  if (['number', 'string', 'boolean'].includes(typeof value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  // Luxon's classes are the temporal values; feelin itself writes them.
  if (value.isLuxonDateTime || value.isLuxonDuration) return { temporal: evaluate('string(x)', { x: value }).value };
  if (Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plain(entry)]));
  }
  return { other: value.constructor.name };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { text, context } = JSON.parse(line);
  let answer;
  try {
    answer = { value: plain(evaluate(text, context).value) };
  } catch (error) {
    answer = { failed: error.name };
  }
  console.log(JSON.stringify(answer));
}
