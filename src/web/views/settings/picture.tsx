import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { User } from "../../../protocol/records.ts";
import { words } from "../../language/language.ts";
import { sentenceOf } from "../../state/notice.ts";
import { useStore } from "../../state/store.ts";
import { say } from "./said.tsx";
import { squareOf } from "./square.ts";

/** Chooses the picture by which the others know one, or takes it away. */
export function PictureChooser({ me }: { me: User }) {
  const { client, isCutOff } = useStore();
  const text = words().settings.profile;
  const input = useRef<HTMLInputElement>(null);
  const busy = useSignal(false);
  const error = useSignal("");
  const attempt = async (work: () => Promise<string>) => {
    if (busy.value) return;
    busy.value = true;
    error.value = "";
    try {
      say(await work());
    } catch (thrown) {
      error.value = sentenceOf(thrown);
    }
    busy.value = false;
  };
  const choose = async (file: File | undefined) => {
    if (!file) return;
    const picture = await squareOf(file);
    if (picture === undefined) {
      error.value = text.notAPicture;
      return;
    }
    await attempt(async () => {
      await client.do("user.set_avatar", { picture });
      return text.pictureSaved;
    });
  };
  const remove = () =>
    attempt(async () => {
      await client.do("user.remove_avatar", {});
      return text.pictureRemoved;
    });
  return (
    <div class="picture-chooser">
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        onChange={({ currentTarget }) => {
          // It shows what goes wrong, and never rejects.
          void choose(currentTarget.files?.[0]).catch(() => undefined);
          // The same file can be chosen again.
          currentTarget.value = "";
        }}
      />
      <div class="settings-buttons">
        <button
          type="button"
          class="button quiet"
          disabled={isCutOff}
          aria-busy={busy.value}
          aria-describedby="picture-hint"
          onClick={() => input.current?.click()}
        >
          {me.avatar ? text.changePicture : text.choosePicture}
        </button>
        {me.avatar && (
          <button
            type="button"
            class="button quiet"
            disabled={isCutOff}
            aria-busy={busy.value}
            onClick={() => void remove().catch(() => undefined)}
          >
            {text.removePicture}
          </button>
        )}
      </div>
      <p class="hint" id="picture-hint">
        {text.pictureHint}
      </p>
      <p class="form-error" role="alert">
        {error.value}
      </p>
    </div>
  );
}
