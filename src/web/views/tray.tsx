import type { Id } from "../../protocol/id.ts";
import { words } from "../language/language.ts";
import { sentenceOf } from "../state/notice.ts";
import { useStore } from "../state/store.ts";
import { attachedTo, type Upload } from "../state/uploads.ts";
import { refuseIfLost, removeUpload, retryUpload } from "./attach.ts";
import { Icon } from "./icon.tsx";
import { IconButton } from "./iconbutton.tsx";
import { PictureImage } from "./pictures.tsx";

/** The pictures that go with the text that is being written. */
export function Tray({ channel }: { channel: Id }) {
  const uploads = attachedTo(channel).value;
  const stages = uploads.map(({ stage }) => stage.value.at);
  const running = stages.filter((at) => at === "running").length;
  const sentences = words().pictures;
  return (
    <div class="tray">
      <ul aria-label={sentences.toSend}>
        {uploads.map((upload) => (
          <Tile key={upload.key} channel={channel} upload={upload} />
        ))}
      </ul>
      <p class="unseen" aria-live="polite">
        {running > 0 ? sentences.uploading(running) : stages.includes("there") && sentences.ready(uploads.length)}
      </p>
    </div>
  );
}

function Tile({ channel, upload }: { channel: Id; upload: Upload }) {
  const store = useStore();
  const stage = upload.stage.value;
  const picture = upload.attachment.value;
  const why = stage.at === "failed" ? sentenceOf(stage.error) : stage.at === "refused" ? stage.why : undefined;
  const sentences = words().pictures;
  return (
    <li class={why === undefined ? "tile" : "tile failed"}>
      {stage.at === "refused" ? (
        <Icon name="noImage" />
      ) : (
        <span class="tile-picture">
          {/* Without an answer nobody knows. */}
          <PictureImage picture={picture} onBroken={() => void refuseIfLost(upload).catch(() => undefined)} />
        </span>
      )}
      {stage.at === "running" && (
        <progress aria-label={sentences.progress(picture.name)} value={upload.share.value} max={1} />
      )}
      {why !== undefined && (
        <p role="alert">
          <bdi class="tile-name">{picture.name}</bdi>
          <span>{why}</span>
          {stage.at === "failed" && (
            <button type="button" class="link-button" onClick={() => retryUpload(store, upload)}>
              {words().general.tryAgain}
            </button>
          )}
        </p>
      )}
      <IconButton
        icon="close"
        class="tile-remove"
        label={sentences.remove(picture.name)}
        title={sentences.remove(picture.name)}
        onClick={({ detail }) => {
          removeUpload(store, channel, upload);
          // By the keyboard: the button is gone, and a finger must not get a keyboard for it.
          if (detail === 0) document.querySelector<HTMLElement>("#composer")?.focus();
        }}
      />
    </li>
  );
}
