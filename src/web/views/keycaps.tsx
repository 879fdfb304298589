import { words } from "../language/language.ts";
import { keyCaps, type Shortcut } from "../state/shortcuts.ts";

/** The keys of a shortcut, as they are called on this platform. */
export function KeyCaps({ of }: { of: Shortcut }) {
  return (
    <span class="keys" dir="ltr">
      {keyCaps(of, words().shortcuts.keys).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  );
}
