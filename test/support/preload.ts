/** Loaded before the tests. After each file, since the processes of a parallel run do not learn which one is their last. */
import { afterAll } from "bun:test";
import { cleanUp, cleanUpAfterKilled } from "./temp.ts";

cleanUpAfterKilled();
afterAll(cleanUp);
