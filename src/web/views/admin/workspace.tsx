import { useId } from "preact/hooks";
import { limits } from "../../../protocol/limits.ts";
import { accent as accentShape, accents } from "../../../protocol/records.ts";
import { words } from "../../language/language.ts";
import { adminPath } from "../../state/place.ts";
import { useStore } from "../../state/store.ts";
import { Field } from "../form.tsx";
import { DraftForm } from "../settings/form.tsx";

/** What the workspace is called, and its colour. */
export function WorkspaceSection() {
  const { client, workspace, accent } = useStore();
  const text = words().admin.workspace;
  const group = useId();
  return (
    <>
      <p class="lead">{text.lead}</p>
      <DraftForm
        path={adminPath("workspace")}
        saved={{ name: workspace, accent }}
        submit={async (fields) => {
          await client.do("workspace.set", {
            name: (fields["name"] ?? "").trim(),
            accent: accentShape.read(fields["accent"], "accent"),
          });
          return text.saved;
        }}
      >
        {({ value, set }) => (
          <>
            <Field
              name="name"
              label={text.name}
              hint={text.nameHint}
              maxLength={limits.name_bytes_max}
              required
              value={value("name")}
              onInput={({ currentTarget }) => set("name", currentTarget.value)}
            />
            <fieldset class="swatches" aria-describedby={`${group}-hint`}>
              <legend>{text.accent}</legend>
              <p class="hint" id={`${group}-hint`}>
                {text.accentHint}
              </p>
              {accents.map((each) => (
                <label key={each} class="swatch">
                  <input
                    type="radio"
                    name={group}
                    value={each}
                    checked={value("accent") === each}
                    onChange={() => set("accent", each)}
                  />
                  <span class="swatch-colour" data-accent={each} aria-hidden="true" />
                  {text.accents[each]}
                </label>
              ))}
            </fieldset>
          </>
        )}
      </DraftForm>
    </>
  );
}
