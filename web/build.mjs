// Bundle the page's script into the package, with the licences of what is bundled.
import { build } from "esbuild";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const out = process.argv[2] ?? "../aigraph/site/static";
const made = await build({
  entryPoints: ["src/main.ts"],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  outfile: `${out}/explorer.js`,
  metafile: true,
  charset: "utf8",
  legalComments: "none",
});

const packages = new Set();
for (const input of Object.keys(made.metafile.inputs)) {
  const found = input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/);
  if (found) packages.add(found[1]);
}
const texts = [...packages].sort().map((name) => {
  const folder = `node_modules/${name}`;
  const file = ["LICENSE", "LICENSE.md", "LICENSE.txt"].map((f) => `${folder}/${f}`).find(existsSync);
  if (!file) throw new Error(`${name} has no licence file`);
  const { version } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  return `${name} ${version}\n\n${readFileSync(file, "utf8").trim()}\n`;
});
writeFileSync(`${out}/LICENSES.txt`, `explorer.js contains these packages.\n\n\n${texts.join("\n\n")}`);
