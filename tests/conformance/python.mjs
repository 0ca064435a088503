import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "./sandbox.mjs";

const REQUIREMENTS = fileURLToPath(new URL("requirements.txt", import.meta.url));
const VENV = path.join(ROOT, "target/conformance-venv");

/**
 * A Python that has exactly the clients of `requirements.txt`: made once, and again when they change.
 * @returns {{ python: string } | { missing: string }}
 */
export function preparePython() {
  const wanted = readFileSync(REQUIREMENTS, "utf8");
  const python = path.join(VENV, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const stamp = path.join(VENV, "weftline-requirements.txt");
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return { python };

  rmSync(VENV, { recursive: true, force: true });
  const base = process.env["PYTHON"] ?? "python3";
  for (const [command, ...args] of [
    [base, "-m", "venv", VENV],
    [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--requirement", REQUIREMENTS],
  ]) {
    const { status, error, stderr } = spawnSync(command ?? "", args, { encoding: "utf8" });
    if (status !== 0) {
      const reason = error?.message ?? stderr.trim().split("\n").at(-1);
      return { missing: `\`${path.basename(command ?? "")} ${args.slice(0, 2).join(" ")}\`: ${reason}` };
    }
  }
  writeFileSync(stamp, wanted);
  return { python };
}
