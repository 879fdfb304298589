import { limits } from "../limits.ts";
import { handle, name, rev, user } from "../records.ts";
import { bool, id, int, list, object, optional, text } from "../shape.ts";

/** What several commands have. */

export const nothing = object({});
export const channel = { channel: id };
export const at = { channel: id, seq: rev };
export const secret = text(limits.secret_bytes_max, 1, "bGV0IG1lIGluIHBsZWFzZSBhbmQgdGhhbmsgeW91");
export const password = text(limits.password_bytes_max, 1, "correct horse battery");
export const label = optional(text(limits.label_bytes_max, 0, "Firefox on Linux"));
export const query = optional(text(limits.query_bytes_max, 0, "an"));
export const page = optional(int(1, limits.page_records_max, 50));
export const users = list(id, limits.users_per_command_max, 1);
export const newPerson = { name, handle, password, label };
/** Who signs in. In a browser the session's token comes as a cookie; `bearer: true` asks for it in the answer instead. */
export const signedIn = object({ user, session: id, token: optional(text(1024, 1, "eyJhbGciOi...")) });
export const bearer = { bearer: optional(bool) };
