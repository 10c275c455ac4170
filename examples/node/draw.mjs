// node draw.mjs DEFINITION EVIDENCE OUT.svg: draws the ranking that parindex gives as Vega-Lite, without a browser.

import { writeFile } from "node:fs/promises";
import * as vega from "vega";
import { compile } from "vega-lite";
import { resultOf } from "./parindex.mjs";

const [definition, evidence, out] = process.argv.slice(2);
const chart = await resultOf("plot", "ranking", definition, evidence, "--lang", "vi");
// Without a canvas Vega takes letters to be wider than they are, and cuts names that have room.
vega.textMetrics.width = ({ fontSize = 11 }, text) => 0.55 * fontSize * String(text ?? "").length;
const { spec } = compile(chart, { logger: vega.logger(vega.Error) }); // its data stand in it: nothing is fetched
const view = new vega.View(vega.parse(spec), { renderer: "none", loader: vega.loader({ http: {} }) });
await writeFile(out, await view.toSVG());
view.finalize();
