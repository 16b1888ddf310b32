import { defineConfig } from "vitest/config";

/** Builds the front end into the package's static files; addresses inside it are relative, so any prefix works. */
export default defineConfig({
  base: "./",
  publicDir: false,
  build: {
    outDir: "../src/satupeta/control/static/satupeta",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1400,
    rolldownOptions: {
      input: {
        portal: "src/pages/portal.ts",
        styles: "src/styles/portal.css",
        icons: "src/icons/icons.svg",
        brand: "src/icons/brand.svg",
      },
      output: { assetFileNames: (asset) => `assets/[name]-[hash]${asset.names[0]?.endsWith(".mjs") ? ".js" : "[extname]"}` },
    },
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.ts"] },
});
