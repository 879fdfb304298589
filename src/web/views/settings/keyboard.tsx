import { words } from "../../language/language.ts";
import { dialog } from "../../state/layout.ts";
import { prefer, preferences } from "../../state/preferences.ts";
import { Switch } from "./switch.tsx";

/** Which keys do something in this browser. */
export function KeyboardSection() {
  const text = words().settings.keyboard;
  return (
    <>
      <p class="lead">{text.lead}</p>
      <Switch
        label={text.characters}
        hint={text.charactersHint}
        isOn={preferences().characterKeys}
        turn={(on) => prefer({ characterKeys: on })}
      />
      <div class="settings-buttons">
        <button
          type="button"
          class="button quiet"
          onClick={() => {
            dialog.value = { type: "shortcuts" };
          }}
        >
          {text.all}
        </button>
      </div>
    </>
  );
}
