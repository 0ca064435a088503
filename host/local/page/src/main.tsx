import "@atlaskit/css-reset";
import "./page.css";
import { setGlobalTheme } from "@atlaskit/tokens/set-global-theme";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Laptop } from "./laptop";
import { Single } from "./single";

const query = new URLSearchParams(window.location.search);
const colorMode = query.get("theme") === "dark" ? "dark" : "light";
const root = document.getElementById("root");
if (root !== null) {
  await setGlobalTheme({ colorMode });
  createRoot(root).render(
    <StrictMode>
      {query.has("module") ? <Single query={query} colorMode={colorMode} /> : <Laptop initialColorMode={colorMode} />}
    </StrictMode>,
  );
}
