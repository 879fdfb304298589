/** Loaded before the tests. */
import { afterAll, setDefaultTimeout } from "bun:test";
import { cleanUp } from "./temp.ts";

// Generous, since what is tested shares its machine with much else: a timeout tells of what hangs, not of what is slow.
setDefaultTimeout(30_000);

// `bun test` does not emit "exit" at its end.
afterAll(cleanUp);
