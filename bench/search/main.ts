/** `bun run bench:search [--quick] [--json]`: what searching takes in a large store, and what its index costs. See ../README.md. */
import { sizes } from "../figure.ts";
import { attempt, folderMaker, isQuick, print, printHead } from "../run.ts";
import { search } from "./search.ts";

const bench = { size: isQuick ? sizes.quick : sizes.full, newFolder: folderMaker() } as const;
printHead();
await attempt("search", async () => {
  for (const figure of await search(bench)) print(figure);
});
