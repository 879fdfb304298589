import { words } from "../../language/language.ts";
import { type Preferences, prefer, preferences } from "../../state/preferences.ts";
import { Choices } from "./choice.tsx";

const themes = ["system", "light", "dark"] as const satisfies readonly Preferences["theme"][];
const densities = ["cosy", "compact"] as const satisfies readonly Preferences["density"][];

/** How the client looks in this browser. */
export function AppearanceSection() {
  const text = words().settings.appearance;
  const { theme, density } = preferences();
  return (
    <>
      <p class="lead">{text.lead}</p>
      <Choices
        legend={text.theme}
        value={theme}
        choices={themes.map((value) => ({ value, label: text.themes[value] }))}
        choose={(value) => prefer({ theme: value })}
        preview={(value) => <ThemePreview theme={value} />}
      />
      <Choices
        legend={text.density}
        value={density}
        choices={densities.map((value) => ({
          value,
          label: text.densities[value],
          hint: text.densityHints[value],
        }))}
        choose={(value) => prefer({ density: value })}
        preview={(value) => <DensityPreview density={value} />}
      />
    </>
  );
}

/** A list of channels and a message in the theme; like the system: half in one and half in the other. */
function ThemePreview({ theme }: { theme: Preferences["theme"] }) {
  const shown = theme === "system" ? (["light", "dark"] as const) : [theme];
  return (
    <span class="theme-preview" aria-hidden="true">
      {shown.map((each) => (
        <span key={each} class={`theme-picture ${each}`}>
          <span class="theme-side" />
          <span class="theme-lines">
            <span />
            <span />
            <span class="theme-accent" />
          </span>
        </span>
      ))}
    </span>
  );
}

function DensityPreview({ density }: { density: Preferences["density"] }) {
  const rows = density === "compact" ? 5 : 3;
  return (
    <span class={`density-preview ${density}`} aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} class="density-row" />
      ))}
    </span>
  );
}
