import type { Id } from "../../src/protocol/id.ts";
import type { Role } from "../../src/protocol/records.ts";
import { call } from "./http.ts";
import type { Running, Workspace } from "./people.ts";

export interface Newcomer {
  readonly id: Id;
  readonly handle: string;
  readonly token: string;
  readonly session: Id;
  readonly password: string;
}

/** Somebody who joins by invite, and to whom anything may happen: the cast stays as it is. */
export async function newcomer(workspace: Workspace<Running>, role: Role = "member"): Promise<Newcomer> {
  const { invite } = await workspace.call("ana", "invite.create", { role, uses: 1 });
  const { secret } = await workspace.call("ana", "invite.link", { invite: invite.id });
  const handle = `n${crypto.randomUUID().replaceAll("-", "").slice(0, 24)}`;
  const password = `the secret of ${handle}`;
  const fields = { secret, handle, name: "Newcomer", password, bearer: true };
  const { user, session, token = "" } = await call(workspace.server.url, undefined, "invite.accept", fields);
  return { id: user.id, handle, token, session, password };
}
