// Bundles voice.js, the only script with dependencies, and compresses it for browsers that accept gzip.

import { readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const outfile = "dist/voice.js";
await build({
  entryPoints: ["voice.js"],
  outfile,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
});
await writeFile(`${outfile}.gz`, gzipSync(await readFile(outfile), { level: 9 }));
