// node unit.mjs DEFINITION EVIDENCE UNIT: prints what a unit has at each node, with titles, part below part.

import { resultOf } from "./parindex.mjs";
import { figure } from "./ranking.mjs";

const [definition, evidence, wanted] = process.argv.slice(2);
const { nodes, units } = await resultOf("score", definition, evidence, "--lang", "vi");
const unit = units.find((one) => one.unit === wanted);
if (unit === undefined) {
  console.error(`${wanted}: không có đơn vị này`);
  process.exit(2);
}
const depth = new Map([[null, -1]]); // nodes stand behind their parents
for (const { id, title, parent, max } of nodes) {
  depth.set(id, depth.get(parent) + 1);
  const published = parent === null ? unit.published : unit.published_scores[id];
  const most = max === null ? "" : ` / ${String(max).replace(".", ",")}`;
  console.log(`${"  ".repeat(depth.get(id))}${title?.vi ?? title?.en ?? id}: ${figure(published)}${most}`);
}
