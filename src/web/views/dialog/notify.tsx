import { useSignal } from "@preact/signals";
import type { Id } from "../../../protocol/id.ts";
import { type Notify, notify_default } from "../../../protocol/records.ts";
import { words } from "../../language/language.ts";
import { closeDialog } from "../../state/layout.ts";
import { sentenceOf } from "../../state/notice.ts";
import { go, settingsPath } from "../../state/place.ts";
import { preferences } from "../../state/preferences.ts";
import { useStore } from "../../state/store.ts";
import { channelTitle } from "../name.tsx";
import { Choices } from "../settings/choice.tsx";
import { DialogFrame } from "./frame.tsx";

const levels: readonly Notify[] = ["all", "mentions", "nothing"];

/** Of which messages of a channel its user is told. What is chosen applies at once. */
export function NotifyDialog({ id }: { id: Id }) {
  const store = useStore();
  const text = words().settings.notifications.channel;
  const error = useSignal("");
  /** What was chosen and is not stored yet. */
  const chosen = useSignal<Notify | undefined>(undefined);
  const channel = store.channel(id);
  if (!channel) return null;
  const isDirect = channel.kind === "direct";
  const level = chosen.value ?? channel.notify;
  const choose = async (notify: Notify) => {
    chosen.value = notify;
    error.value = "";
    try {
      await store.client.do("channel.set_notify", { channel: id, notify });
    } catch (thrown) {
      error.value = sentenceOf(thrown);
    }
    chosen.value = undefined;
  };
  return (
    <DialogFrame title={text.title(channelTitle(store, channel))}>
      <Choices
        legend={text.legend}
        // In a direct channel every message is for its users.
        value={isDirect && level === notify_default ? "all" : level}
        choices={levels
          .filter((each) => !isDirect || each !== notify_default)
          .map((value) => ({ value, label: text.levels[value], hint: text.hints[value] }))}
        // It shows what goes wrong, and never rejects.
        choose={(value) => void choose(value).catch(() => undefined)}
      />
      <p class="form-error" role="alert">
        {error.value}
      </p>
      {!preferences().notifications && (
        <p class="hint">
          {text.off}{" "}
          <button
            type="button"
            class="link-button"
            onClick={() => {
              closeDialog();
              go(settingsPath("notifications"));
            }}
          >
            {text.turnOn}
          </button>
        </p>
      )}
    </DialogFrame>
  );
}
