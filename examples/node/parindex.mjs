// Runs the command `parindex` and reads its JSON. Arguments are a list: nothing of a request becomes a line for a shell.

import { execFile } from "node:child_process";

const KNOWN = /^0\.1\./; // the versions whose keys we know

/** Return what a command prints as JSON, and its exit code: 0 done, 1 errors found, 2 could not run. */
export function parindex(...args) {
  return new Promise((resolve, reject) => {
    const options = { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 };
    execFile(process.env.PARINDEX ?? "parindex", [...args, "--format", "json"], options, (error, printed, said) => {
      if (error && (typeof error.code !== "number" || printed === "")) {
        reject(new Error(said || error.message));
        return;
      }
      resolve({ code: error ? error.code : 0, document: JSON.parse(printed) });
    });
  });
}

/** Return a result, or tell what is wrong and end with the exit code of the command. */
export async function resultOf(...args) {
  const { code, document } = await parindex(...args);
  if (code !== 0) {
    for (const { source, line, message } of document.problems) console.error([source, line, message].filter(Boolean).join(": "));
    for (const { source, message } of document.failures) console.error([source, message].filter(Boolean).join(": "));
    process.exit(code);
  }
  if (document.parindex && !KNOWN.test(document.parindex)) throw new Error(`of parindex ${document.parindex}`);
  return document;
}
