// Builds ../static/build from the sources of this folder: styles, scripts, fonts and the icon sprite; and lays the fonts
// of official documents into engine/typesetting/fonts, from where the typesetter reads them.
// Every entry gets a name with its content's hash; manifest.json tells the pages which one is current.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { compileAsync } from "sass";

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.join(here, "../static/build");
const fresh = `${target}.new`;
const require = createRequire(import.meta.url);

const sassPlugin = {
  name: "sass",
  setup(pipeline) {
    pipeline.onLoad({ filter: /\.scss$/ }, async ({ path: file }) => {
      const { css, loadedUrls } = await compileAsync(file, {
        loadPaths: [path.join(here, "node_modules")],
        quietDeps: true,
        // Bootstrap 5.3 still uses @import inside; its own next major moves to modules.
        silenceDeprecations: ["import"],
      });
      return {
        contents: css,
        loader: "css",
        resolveDir: path.dirname(file),
        watchFiles: loadedUrls.map((url) => fileURLToPath(url)),
      };
    });
  },
};

// The form editor and the viewer inside it pass components to each other, so both must speak to one Preact; npm
// installs one for each.
const onePreactForForms = {
  name: "one-preact-for-forms",
  setup(pipeline) {
    const resolveDir = path.join(here, "node_modules/@bpmn-io/form-js-editor");
    pipeline.onResolve({ filter: /^preact(\/|$)/ }, ({ path: wanted, kind, importer, pluginData }) => {
      if (pluginData === onePreactForForms || !importer.includes("form-js-")) return;
      return pipeline.resolve(wanted, { kind, resolveDir, pluginData: onePreactForForms });
    });
  },
};

async function bundle() {
  const result = await build({
    absWorkingDir: here,
    entryPoints: {
      app: "scripts/app.js",
      styles: "styles/app.scss",
      viewer: "scripts/viewer.js",
      designer: "scripts/designer.js",
      form_designer: "scripts/form_designer.js",
      decision_designer: "scripts/decision_designer.js",
    },
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022", "chrome111", "firefox115", "safari16.4"],
    outdir: fresh,
    entryNames: "[name]-[hash]",
    assetNames: "assets/[name]-[hash]",
    loader: { ".woff": "file", ".woff2": "file", ".ttf": "file", ".eot": "file", ".svg": "file" },
    legalComments: "linked",
    metafile: true,
    logLevel: "warning",
    plugins: [sassPlugin, onePreactForForms],
  });
  const manifest = {};
  for (const [file, output] of Object.entries(result.metafile.outputs)) {
    if (!output.entryPoint) continue;
    const name = path.basename(file);
    manifest[name.replace(/-[A-Z0-9]{8}(\.\w+)$/, "$1")] = name;
    if (output.cssBundle) {
      const css = path.basename(output.cssBundle);
      manifest[css.replace(/-[A-Z0-9]{8}(\.\w+)$/, "$1")] = css;
    }
  }
  return manifest;
}

async function sprite() {
  const names = JSON.parse(await readFile(path.join(here, "icons.json"), "utf8"));
  const folder = path.dirname(require.resolve("bootstrap-icons/package.json"));
  const symbols = await Promise.all(
    names.map(async (name) => {
      const svg = await readFile(path.join(folder, "icons", `${name}.svg`), "utf8");
      const inner = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
      return `<symbol id="${name}" viewBox="0 0 16 16" fill="currentColor">${inner.trim()}</symbol>`;
    }),
  );
  const content = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  const file = `icons-${hash}.svg`;
  await writeFile(path.join(fresh, file), content);
  return { "icons.svg": file };
}

async function favicon() {
  const content = await readFile(path.join(here, "favicon.svg"));
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  await writeFile(path.join(fresh, `favicon-${hash}.svg`), content);
  return { "favicon.svg": `favicon-${hash}.svg` };
}

// Tinos (SIL Open Font License 1.1) has the widths of Times New Roman, which Decree 30/2020 asks for, and every
// Vietnamese letter in its four styles.
async function documentFonts() {
  const folder = path.dirname(require.resolve("@expo-google-fonts/tinos/package.json"));
  const fonts = path.join(here, "../../engine/typesetting/fonts");
  await mkdir(fonts, { recursive: true });
  for (const style of ["400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic"]) {
    const name = `Tinos_${style}.ttf`;
    await copyFile(path.join(folder, style, name), path.join(fonts, name));
  }
  await copyFile(path.join(folder, "LICENSE_FONT"), path.join(fonts, "LICENSE.txt"));
}

// What is text goes over the wire packed; it is packed once, here, and not at every visit.
async function pack() {
  const texts = (await readdir(fresh)).filter((name) => /\.(js|css|svg)$/.test(name));
  for (const name of texts) {
    const file = path.join(fresh, name);
    await writeFile(`${file}.gz`, gzipSync(await readFile(file), { level: 9 }));
  }
}

export async function main() {
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  await documentFonts();
  const manifest = { ...(await bundle()), ...(await sprite()), ...(await favicon()) };
  await pack();
  await writeFile(path.join(fresh, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  // A build that fails half-way leaves the old one in place.
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main();
