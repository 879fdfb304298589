import { words } from "../../language/language.ts";
import { keyCaps, type ShortcutGroup, shortcutNames, shortcuts } from "../../state/shortcuts.ts";
import { KeyCaps } from "../keycaps.tsx";
import { DialogFrame } from "./frame.tsx";

/** In two columns these two are as high as the last one. */
const groups: readonly ShortcutGroup[] = ["move", "message", "write"];

/** Every key that does something. */
export function ShortcutsDialog() {
  const { title, groups: titles, names, keys } = words().shortcuts;
  return (
    <DialogFrame title={title} isLocal>
      <div class="shortcuts">
        {groups.map((group) => (
          <section key={group} aria-labelledby={`keys-${group}`}>
            <h3 id={`keys-${group}`}>{titles[group]}</h3>
            <dl>
              {shortcutNames
                .filter((name) => shortcuts[name].group === group && keyCaps(name, keys).length > 0)
                .map((name) => (
                  <div key={name} class="shortcut">
                    <dt>{names[name]}</dt>
                    <dd>
                      <KeyCaps of={name} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </DialogFrame>
  );
}
