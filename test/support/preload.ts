/** Loaded before the tests: `bun test` does not emit "exit" at its end. */
import { afterAll } from "bun:test";
import { cleanUp } from "./temp.ts";

afterAll(cleanUp);
