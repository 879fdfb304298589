import { makeWorkspace } from "../workspace.ts";
import type { Finding, Size } from "./finding.ts";
import { overHttp } from "./http.ts";
import { inMemory } from "./memory.ts";

export interface Bench {
  readonly size: Size;
  /** A new data folder. */
  readonly folder: string;
}

/** Everything that `bench:auth` measures, as it is found. Rejects when somebody was let in, or kept out, who should not be. */
export async function* auth({ size, folder }: Bench): AsyncGenerator<Finding> {
  const workspace = await makeWorkspace(folder, { users: size.sessions, channels: 1, channelsOf: () => [] });
  yield* await inMemory(workspace, size);
  yield* await overHttp(workspace, size);
}
