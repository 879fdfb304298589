import { limits } from "../../../protocol/limits.ts";
import { words } from "../../language/language.ts";
import { settingsPath } from "../../state/place.ts";
import { useStore } from "../../state/store.ts";
import { Avatar } from "../avatar.tsx";
import { Field } from "../form.tsx";
import { DraftForm } from "./form.tsx";
import { PictureChooser } from "./picture.tsx";

/** Who one is to the others. */
export function ProfileSection() {
  const { client, me } = useStore();
  const text = words().settings.profile;
  if (!me) return null;
  return (
    <>
      <p class="lead">{text.lead}</p>
      <div class="profile">
        <Avatar user={me.id} />
        <span class="result-text">
          <bdi class="name">{me.name}</bdi>
          <span class="handle">
            <bdi>@{me.handle}</bdi>
          </span>
        </span>
        <span class="chip-label">{words().roleNames[me.role]}</span>
      </div>
      <p class="hint">{text.handleHint(me.handle)}</p>
      <PictureChooser me={me} />
      <DraftForm
        path={settingsPath("profile")}
        saved={{ name: me.name }}
        submit={async ({ name = "" }) => {
          await client.do("user.rename", { name: name.trim() });
          return text.saved;
        }}
      >
        {({ value, set }) => (
          <Field
            name="name"
            label={text.name}
            hint={text.nameHint}
            autocomplete="name"
            maxLength={limits.name_bytes_max}
            required
            value={value("name")}
            onInput={({ currentTarget }) => set("name", currentTarget.value)}
          />
        )}
      </DraftForm>
    </>
  );
}
