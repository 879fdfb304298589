import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Id } from "../../../protocol/id.ts";
import type { Attachment, Message } from "../../../protocol/records.ts";
import { messagesOf } from "../../../sdk/window.ts";
import { words } from "../../language/language.ts";
import { closeDialog, dialog } from "../../state/layout.ts";
import { isMoving } from "../../state/moving.ts";
import { useStore } from "../../state/store.ts";
import { Avatar } from "../avatar.tsx";
import { Icon } from "../icon.tsx";
import { MovingButton } from "../moving.tsx";
import { UserName } from "../name.tsx";
import { PictureImage, picturePath, wholeUrl } from "../pictures.tsx";
import { dateTime } from "../time.ts";
import { Zoom } from "../zoom.ts";
import { useModal } from "./modal.ts";

interface LightboxProps {
  readonly channel: Id;
  readonly seq: number;
  readonly picture: Id;
}

interface Shown {
  readonly message: Message;
  readonly picture: Attachment;
}

/** One of the channel's pictures over the whole page, and ways to the others that are loaded. */
export function Lightbox({ channel, seq, picture: id }: LightboxProps) {
  const store = useStore();
  const element = useRef<HTMLDialogElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const zoom = useMemo(() => new Zoom(), []);
  const sentences = words().pictures;
  useModal(element, closeDialog);
  // And not on the first button, which nobody asked for.
  useLayoutEffect(() => element.current?.focus(), []);

  const window = store.windows.get(channel);
  const all = useMemo(() => (window ? messagesOf(window).flatMap(picturesOf) : []), [window]);
  const at = all.findIndex(({ message, picture }) => message.seq === seq && picture.id === id);
  const shown = all[at];
  const isGone = shown === undefined;
  // Its message was deleted meanwhile, or is not among those that are loaded any more.
  useEffect(() => {
    if (isGone) closeDialog();
  }, [isGone]);

  const step = (by: number) => {
    const next = all[at + by];
    if (next) dialog.value = { type: "pictures", channel, seq: next.message.seq, picture: next.picture.id };
  };
  const stepping = useRef(step);
  stepping.current = step;
  useLayoutEffect(() => zoom.reset(), [zoom, id]);
  useLayoutEffect(() => {
    const ways = { swiped: (by: 1 | -1) => stepping.current(by * forward()), close: closeDialog };
    return stage.current
      ? zoom.attach(stage.current, () => stage.current?.querySelector<HTMLElement>(".lightbox-picture") ?? null, ways)
      : undefined;
  }, [zoom]);

  const press = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    const [x = 0, y = 0] = ways[key] ?? [];
    if (x !== 0 || y !== 0) {
      if (!zoom.move(-x * pan_px, -y * pan_px) && x !== 0) step(x * forward());
    } else if (key === "+" || key === "=") zoom.larger();
    else if (key === "-") zoom.smaller();
    else if (key === "0") zoom.reset();
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={element}
      class="lightbox"
      tabIndex={-1}
      aria-label={shown ? sentences.named(shown.picture.name) : sentences.view}
      onCancel={(event) => {
        event.preventDefault();
        closeDialog();
      }}
      onClose={() => element.current && closeDialog()}
      onKeyDown={press}
    >
      <header class="lightbox-header">
        {shown && (
          <div class="lightbox-about">
            <Avatar user={shown.message.author} />
            <p>
              <UserName user={shown.message.author} />{" "}
              <time dateTime={new Date(shown.message.at).toISOString()}>{dateTime(shown.message.at)}</time>
              <span class="lightbox-name">
                <bdi>{shown.picture.name}</bdi>
                {all.length > 1 && <span> · {sentences.place(at + 1, all.length)}</span>}
              </span>
            </p>
          </div>
        )}
        {shown?.picture.moves && <MovingButton picture={shown.picture} />}
        <button
          type="button"
          class="icon-button zoom-button"
          aria-label={sentences.zoomOut}
          disabled={zoom.scale.value === 1}
          onClick={() => zoom.smaller()}
        >
          <Icon name="zoomOut" />
        </button>
        <button
          type="button"
          class="icon-button zoom-button"
          aria-label={sentences.zoomIn}
          onClick={() => zoom.larger()}
        >
          <Icon name="zoomIn" />
        </button>
        {shown && (
          <a class="icon-button" href={picturePath(id)} download={shown.picture.name} aria-label={sentences.download}>
            <Icon name="download" />
          </a>
        )}
        <button type="button" class="icon-button" aria-label={words().general.close} onClick={closeDialog}>
          <Icon name="close" />
        </button>
      </header>
      <div ref={stage} class="lightbox-stage">
        {shown && <Whole key={id} picture={shown.picture} />}
      </div>
      {all.length > 1 && (
        <>
          <button
            type="button"
            class="icon-button lightbox-step previous"
            aria-label={sentences.previous}
            disabled={at <= 0}
            onClick={() => step(-1)}
          >
            <Icon name="back" />
          </button>
          <button
            type="button"
            class="icon-button lightbox-step next"
            aria-label={sentences.next}
            disabled={at === all.length - 1}
            onClick={() => step(1)}
          >
            <Icon name="back" />
          </button>
        </>
      )}
      {/* Which one it is now, for who does not see it. */}
      <p class="unseen" aria-live="polite">
        {shown && all.length > 1 && `${shown.picture.name}, ${sentences.place(at + 1, all.length)}`}
      </p>
    </dialog>
  );
}

const pan_px = 80;
const ways: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The small one at once, since it was seen already; over it the whole, when it is there, and unless it is to stand still. */
function Whole({ picture }: { picture: Attachment }) {
  const { id, name, width, height, moves } = picture;
  const isWanted = !moves || isMoving(id);
  const isThere = useSignal(false);
  const size = (element: HTMLElement | null) => {
    element?.style.setProperty("--width", String(width));
    element?.style.setProperty("--height", String(height));
  };
  return (
    <div ref={size} class="lightbox-picture">
      {!(isWanted && isThere.value) && <PictureImage picture={picture} />}
      {isWanted && (
        <img
          class={isThere.value ? "whole there" : "whole"}
          src={wholeUrl(picture)}
          alt={isThere.value ? name : ""}
          draggable={false}
          onLoad={() => {
            isThere.value = true;
          }}
        />
      )}
    </div>
  );
}

function picturesOf(message: Message): Shown[] {
  return message.deleted ? [] : (message.attachments ?? []).map((picture) => ({ message, picture }));
}

/** Where one reads to the left, the next one is there. */
function forward(): number {
  return document.documentElement.dir === "rtl" ? -1 : 1;
}
