// The ranking stands in order without this: with it, the head of each column is a button that sorts by it.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const key = (row, at) => row.cells[at].dataset.key ?? row.cells[at].textContent.trim();
  const compare = (at, numbers, sign) => (one, other) => {
    const [a, b] = [key(one, at), key(other, at)];
    if (a === "" || b === "") return (a === "") - (b === "");
    return sign * (numbers ? a - b : a.localeCompare(b, table.closest("[lang]").lang));
  };
  heads.forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const numbers = head.classList.contains("number");
      const first = numbers && at > 0 ? "descending" : "ascending";
      const other = first === "ascending" ? "descending" : "ascending";
      const order = head.getAttribute("aria-sort") === first ? other : first;
      for (const one of heads) one.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", order);
      body.append(...[...body.rows].sort(compare(at, numbers, order === "ascending" ? 1 : -1)));
    });
  });
}
