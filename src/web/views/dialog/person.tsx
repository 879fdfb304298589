import type { Id } from "../../../protocol/id.ts";
import { words } from "../../language/language.ts";
import { closeDialog } from "../../state/layout.ts";
import { attempt } from "../../state/notice.ts";
import { useStore } from "../../state/store.ts";
import { Avatar } from "../avatar.tsx";
import { openDirect } from "../direct.ts";
import { DialogFrame } from "./frame.tsx";

/** Who somebody is, and a way to write to them. */
export function PersonDialog({ id }: { id: Id }) {
  const store = useStore();
  const user = store.user(id);
  const write = async () => {
    await openDirect(store, [id]);
    closeDialog();
  };
  return (
    <DialogFrame title={user?.name ?? "…"}>
      <div class="person">
        <Avatar user={id} dot />
        <p>
          <bdi>@{user?.handle}</bdi>
          <span class="hint">
            {user && (user.kind === "bot" ? words().members.bot : words().roles[user.role])}
            {" · "}
            {words().presence[store.presence(id)]}
          </span>
        </p>
      </div>
      {id !== store.me?.id && !user?.deactivated && (
        <div class="form-buttons">
          <button type="button" class="button" onClick={() => attempt(write())}>
            {words().members.write}
          </button>
        </div>
      )}
    </DialogFrame>
  );
}
