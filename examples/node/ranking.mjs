// node ranking.mjs DEFINITION EVIDENCE: prints a ranking in Vietnamese, every figure as it is published.

import { pathToFileURL } from "node:url";
import { resultOf } from "./parindex.mjs";

/** Write a published figure as Vietnamese readers do. It is text, and stays the figure that it is. */
export function figure(published) {
  if (published === null) return "–";
  if (!/^-?\d+(\.\d+)?$/.test(published)) throw new Error(`no published figure: ${published}`);
  return published.replace(".", ",");
}

/** Return the lines of a ranking: best first, units without a rank last, group by group. */
export function ranking({ units }) {
  const places = units.map((unit) => ({ ...unit, order: unit.rank ?? Infinity }));
  const groups = [...new Set(units.map((unit) => unit.group))];
  places.sort((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group) || (a.order < b.order ? -1 : +(a.order > b.order)));
  const rank = (unit) => (unit.rank === null ? "–" : String(unit.rank).replace(".", ","));
  const rows = places.map((unit) => [rank(unit), unit.name ?? unit.unit, figure(unit.published), unit.band ?? ""]);
  rows.unshift(["Hạng", "Đơn vị", "Điểm", "Nhóm kết quả"]);
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  const padded = (cell, at) => (at === 0 || at === 2 ? cell.padStart(widths[at]) : cell.padEnd(widths[at]));
  return rows.map((row) => row.map(padded).join("  ").trimEnd());
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [definition, evidence] = process.argv.slice(2);
  const result = await resultOf("score", definition, evidence, "--lang", "vi");
  console.log(ranking(result).join("\n"));
}
