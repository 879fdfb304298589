import { json } from "./json.ts";
import type { Dialect } from "../dialect.ts";

/** The raw relay sends frames of `bantam.v1.json` on as they came, and asks nobody who they are: the path is the channel. */
export const relay: Dialect = {
  ...json,
  upgrade: ({ channel }) => ({ path: `/${channel}`, headers: [] }),
  *greeting() {},
  isEvents: () => true,
};
