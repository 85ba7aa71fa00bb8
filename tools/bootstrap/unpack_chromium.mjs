// Unpacks the Chromium that lies compressed in the npm package @sparticuz/chromium:
// node unpack_chromium.mjs FOLDER  ->  FOLDER/chromium, FOLDER/lib/*.so, FOLDER/swiftshader beside it
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";

const folder = process.argv[2];
const packed = join(folder, "node_modules", "@sparticuz", "chromium", "bin");
const open = (name) => brotliDecompressSync(readFileSync(join(packed, name)));

function untar(name, target) {
  if (!existsSync(join(packed, name))) return;
  mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-x", "-C", target], { input: open(name), maxBuffer: 1 << 30 });
}

writeFileSync(join(folder, "chromium"), open("chromium.br"));
chmodSync(join(folder, "chromium"), 0o755);
untar("swiftshader.tar.br", folder);
untar("fonts.tar.br", join(folder, "fonts"));
untar("al2023.tar.br", folder);
