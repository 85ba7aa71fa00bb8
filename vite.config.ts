import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import tailwindcss from "@tailwindcss/vite";
import { build, defineConfig, type Manifest, type Plugin } from "vite";

const ROOT = import.meta.dirname;
const TEMPLATES = join(ROOT, "templates");
const ICON_NAME = /(?:\{% icon |icon=|empty_icon=|data-icon=)"([a-z0-9-]+)"/g;
// Icons whose names come from Python, where no template spells them out.
const FROM_PYTHON = [join(ROOT, "umam", "studio"), join(ROOT, "agents", "kinds")];
const PYTHON_NAME = /\bicon ?= ?"([a-z0-9-]+)"/g;
// Those that a page chooses by a value it knows only when it is shown.
const BY_VALUE = ["audio-lines", "image", "film", "box", "file-text", "archive", "file", "monitor", "sun", "moon"];

function named(folder: string, ending: string, pattern: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(ending))
    .flatMap((path) => [...readFileSync(join(folder, path), "utf8").matchAll(pattern)])
    .map((match) => match[1] as string);
}

/** Writes icons.json: the drawing of every lucide icon that a template or a view names. */
function icons(): Plugin {
  return {
    name: "umam-icons",
    apply: "build",
    generateBundle() {
      const names = new Set([
        ...BY_VALUE,
        ...named(TEMPLATES, ".html", ICON_NAME),
        ...FROM_PYTHON.flatMap((folder) => named(folder, ".py", PYTHON_NAME)),
      ]);
      const drawings: Record<string, string> = {};
      for (const name of [...names].sort()) {
        const svg = readFileSync(join(ROOT, "node_modules/lucide-static/icons", `${name}.svg`), "utf8");
        drawings[name] = svg
          .replace(/^[\s\S]*?<svg[\s\S]*?>/, "")
          .replace("</svg>", "")
          .replace(/\s+/g, " ")
          .trim();
      }
      this.emitFile({ type: "asset", fileName: "icons.json", source: JSON.stringify(drawings) });
    },
  };
}

const DIST = join(ROOT, "static/dist");
const ISLANDS = "static/src/islands";

/** What all builds share. Each makes one file: Django hashes file names once more, and a split module would be
 * loaded under two addresses. */
function bundle(name: string, source: string, manifest: string): { outDir: string } & Record<string, unknown> {
  return {
    outDir: DIST,
    manifest,
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: { input: { [name]: source }, output: { codeSplitting: false } },
  };
}

const THREE_LIBS = join(ROOT, "node_modules/three/examples/jsm/libs");
const DECODERS = { draco: "draco/gltf", basis: "basis" };

/** Lays what unpacks 3D models at /static/decoders/. Workers fetch these files by their plain names. */
function decoders(): Plugin {
  return {
    name: "umam-decoders",
    apply: "build",
    closeBundle() {
      for (const [name, folder] of Object.entries(DECODERS)) {
        const wanted = (path: string): boolean => !/\.md$/.test(path);
        cpSync(join(THREE_LIBS, folder), join(DIST, "decoders", name), { recursive: true, filter: wanted });
      }
    },
  };
}

/** The loaders name the decoders once more beside themselves; those copies would never be asked for. */
function withoutSpareDecoders(): Plugin {
  return {
    name: "umam-without-spare-decoders",
    generateBundle(_, bundle) {
      for (const file of Object.keys(bundle)) {
        if (/(draco|basis)_\w+-[\w-]+\.(js|wasm)$/.test(file)) delete bundle[file];
      }
    },
  };
}

/** Builds each file of static/src/islands by itself, after the main part: pages load only those they show. */
function islands(): Plugin {
  return {
    name: "umam-islands",
    apply: "build",
    async closeBundle() {
      const main = join(DIST, "manifest.json");
      const folder = join(ROOT, ISLANDS);
      const manifest = JSON.parse(readFileSync(main, "utf8")) as Manifest;
      for (const file of existsSync(folder) ? readdirSync(folder).filter((name) => /\.tsx?$/.test(name)) : []) {
        const name = file.replace(/\.tsx?$/, "");
        await build({
          configFile: false,
          root: ROOT,
          base: "/static/",
          publicDir: false,
          logLevel: "warn",
          plugins: [withoutSpareDecoders()],
          build: { ...bundle(name, `${ISLANDS}/${file}`, `${name}.manifest.json`), emptyOutDir: false },
        });
        const made = join(DIST, `${name}.manifest.json`);
        Object.assign(manifest, JSON.parse(readFileSync(made, "utf8")));
        rmSync(made);
      }
      writeFileSync(main, JSON.stringify(manifest, null, 2));
    },
  };
}

export default defineConfig({
  root: ROOT,
  base: "/static/",
  publicDir: join(ROOT, "static/src/public"),
  plugins: [tailwindcss(), icons(), decoders(), islands()],
  build: { ...bundle("main", "static/src/main.ts", "manifest.json"), emptyOutDir: true },
});
