import type { Id } from "../../protocol/id.ts";
import { locale, words } from "../language/language.ts";
import { useStore } from "../state/store.ts";

const named_max = 3;

/** Who types now. Its line is always there, so that nothing moves. */
export function TypingLine({ channel }: { channel: Id }) {
  const store = useStore();
  const names = [...(store.typing.get(channel)?.keys() ?? [])].map(
    (user) => store.user(user)?.name ?? words().messages.somebody,
  );
  return (
    <p class="typing" aria-live="polite">
      {sentence(names)}
    </p>
  );
}

function sentence(names: readonly string[]): string {
  if (names.length === 0) return "";
  if (names.length > named_max) return words().messages.severalTyping;
  return words().messages.typing(new Intl.ListFormat(locale.value).format(names), names.length);
}
