import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  plugins: [react()],
  // Atlaskit and its dependencies ask for both in the browser.
  define: { "process.env.NODE_ENV": JSON.stringify("production"), "process.env": "{}" },
  build: { outDir: here("./build"), emptyOutDir: true, target: "es2022", chunkSizeWarningLimit: 1200 },
});
