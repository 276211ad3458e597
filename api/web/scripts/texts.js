// The words that scripts show. The server writes them, translated, into a data block of each page.

let texts;

export function text(key, values = {}) {
  texts ??= JSON.parse(document.getElementById("page-texts")?.textContent ?? "{}");
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

const megabyte = 1_000_000;

export function sizeText(bytes) {
  const language = document.documentElement.lang;
  const [amount, unit] = bytes >= megabyte ? [bytes / megabyte, "MB"] : [bytes / 1000, "kB"];
  return `${amount.toLocaleString(language, { maximumFractionDigits: amount >= 10 ? 0 : 1 })} ${unit}`;
}
