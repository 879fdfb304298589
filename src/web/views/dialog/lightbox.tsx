import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Id } from "../../../protocol/id.ts";
import type { Attachment, Message } from "../../../protocol/records.ts";
import { messagesOf } from "../../../sdk/window.ts";
import { words } from "../../language/language.ts";
import { closeDialog, dialog } from "../../state/layout.ts";
import { isMoving } from "../../state/moving.ts";
import { sentenceOf } from "../../state/notice.ts";
import { type Store, useStore } from "../../state/store.ts";
import { Avatar } from "../avatar.tsx";
import { Icon } from "../icon.tsx";
import { IconButton } from "../iconbutton.tsx";
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

/** So many times more messages are loaded for one press, to find the next picture among them. */
const loads_max = 10;

/** One of the channel's pictures over the whole page, and ways to the others. */
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

  /** Of the way to a picture that is not loaded yet. */
  const said = useSignal("");
  const { more_before = false, more_after = false } = window ?? {};
  const isWhole = !more_before && !more_after;
  const isLooking = said.value === sentences.looking;
  const mayStep = (by: 1 | -1) =>
    all[at + by] !== undefined || (!store.isCutOff && (by < 0 ? more_before : more_after));
  const go = ({ message, picture }: Shown) => {
    said.value = "";
    dialog.value = { type: "pictures", channel, seq: message.seq, picture: picture.id };
  };
  const step = (by: 1 | -1) => {
    const next = all[at + by];
    if (next) return go(next);
    if (!mayStep(by) || isLooking) return;
    const from = dialog.value;
    said.value = sentences.looking;
    lookFurther(store, channel, seq, by).then(
      (found) => {
        if (dialog.value !== from) return;
        if (found) go(found);
        else said.value = sentences.noneFound;
      },
      (error: unknown) => {
        if (dialog.value === from) said.value = sentenceOf(error);
      },
    );
  };
  const stepping = useRef(step);
  stepping.current = step;
  useLayoutEffect(() => zoom.reset(), [zoom, id]);
  useLayoutEffect(() => {
    const ways = { swiped: (by: 1 | -1) => stepping.current(by === forward() ? 1 : -1), close: closeDialog };
    return stage.current
      ? zoom.attach(stage.current, () => stage.current?.querySelector<HTMLElement>(".lightbox-picture") ?? null, ways)
      : undefined;
  }, [zoom]);

  const press = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    const [x = 0, y = 0] = ways[key] ?? [];
    if (x !== 0 || y !== 0) {
      if (!zoom.move(-x * pan_px, -y * pan_px) && x !== 0) step(x === forward() ? 1 : -1);
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
      onKeyDown={press}
    >
      <div class="lightbox-header">
        {shown && (
          <div class="lightbox-about">
            <Avatar user={shown.message.author} />
            <p>
              <UserName user={shown.message.author} />{" "}
              <time dateTime={new Date(shown.message.at).toISOString()}>{dateTime(shown.message.at)}</time>
              <span class="lightbox-name">
                <bdi>{shown.picture.name}</bdi>
                {isWhole && all.length > 1 && <span> · {sentences.place(at + 1, all.length)}</span>}
              </span>
            </p>
          </div>
        )}
        {shown?.picture.moves && <MovingButton picture={shown.picture} />}
        <IconButton
          icon="zoomOut"
          class="zoom-button"
          label={sentences.zoomOut}
          disabled={zoom.scale.value === 1}
          onClick={() => zoom.smaller()}
        />
        <IconButton icon="zoomIn" class="zoom-button" label={sentences.zoomIn} onClick={() => zoom.larger()} />
        {shown && (
          <a class="icon-button" href={picturePath(id)} download={shown.picture.name} aria-label={sentences.download}>
            <Icon name="download" />
          </a>
        )}
        <IconButton icon="close" label={words().general.close} onClick={closeDialog} />
      </div>
      <div ref={stage} class="lightbox-stage">
        {shown && <Whole key={id} picture={shown.picture} />}
      </div>
      {(all.length > 1 || !isWhole) && (
        <>
          <IconButton
            icon="back"
            class="lightbox-step previous"
            label={sentences.previous}
            aria-busy={isLooking}
            disabled={!mayStep(-1)}
            onClick={() => step(-1)}
          />
          <IconButton
            icon="back"
            class="lightbox-step next"
            label={sentences.next}
            aria-busy={isLooking}
            disabled={!mayStep(1)}
            onClick={() => step(1)}
          />
        </>
      )}
      <output class="lightbox-said">{said.value}</output>
      {/* Which one it is now, for who does not see it. */}
      <p class="unseen" aria-live="polite">
        {shown &&
          all.length > 1 &&
          (isWhole ? `${shown.picture.name}, ${sentences.place(at + 1, all.length)}` : shown.picture.name)}
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

/** The next picture beyond those that are loaded. Loads what is between, so that it is known whether it is there still. */
async function lookFurther({ client }: Store, channel: Id, seq: number, by: 1 | -1): Promise<Shown | undefined> {
  for (let loads = 0; loads < loads_max; loads++) {
    await (by < 0 ? client.loadBefore(channel) : client.loadAfter(channel));
    const window = client.model.windows.get(channel);
    const all = window ? messagesOf(window).flatMap(picturesOf) : [];
    const found =
      by < 0 ? all.findLast(({ message }) => message.seq < seq) : all.find(({ message }) => message.seq > seq);
    if (found || !window || !(by < 0 ? window.more_before : window.more_after)) return found;
  }
  return undefined;
}

function picturesOf(message: Message): Shown[] {
  return message.deleted ? [] : (message.attachments ?? []).map((picture) => ({ message, picture }));
}

/** Where one reads to the left, the next one is there. */
function forward(): number {
  return document.documentElement.dir === "rtl" ? -1 : 1;
}
