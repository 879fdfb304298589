import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import type { Channel } from "../../sdk/model.ts";
import { words } from "../language/language.ts";
import { dialog } from "../state/layout.ts";
import { type Store, useStore } from "../state/store.ts";
import { Icon } from "./icon.tsx";
import { isField } from "./keys.ts";
import { notLoaded } from "./lazy.tsx";
import { channelTitle } from "./name.tsx";

/** While something is dragged the browser tells of it at least so often. */
const dragging_ms_max = 600;

let adding: Promise<void> = Promise.resolve();

/** Resolves when everything that was chosen so far is among what is to be sent. */
export function filesAdded(): Promise<void> {
  return adding;
}

/** Adds what was chosen to what is to be sent in a channel. */
export function addFiles(store: Store, channel: Id, chosen: FileList | null | undefined): void {
  // Taken now: the browser empties its list.
  const files = [...(chosen ?? [])];
  if (files.length === 0) return;
  adding = Promise.all([import("./dialog/later.ts"), adding]).then(
    ([{ attachFiles }]) => attachFiles(store, channel, files),
    notLoaded,
  );
}

/** Takes files that are pasted or dropped anywhere on the page, for the channel that is open; and says so while they are dragged. */
export function FileTarget({ channel }: { channel: Channel }) {
  const store = useStore();
  const isOver = useSignal(false);
  const { channel: id } = channel;
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = () => {
      clearTimeout(timer);
      isOver.value = false;
    };
    const drag = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      // Otherwise the browser would leave the page for the file.
      event.preventDefault();
      const isFree = dialog.peek() === undefined;
      event.dataTransfer.dropEffect = isFree ? "copy" : "none";
      end();
      if (event.type === "drop" && isFree) addFiles(store, id, event.dataTransfer.files);
      if (event.type !== "dragover" || !isFree) return;
      isOver.value = true;
      timer = setTimeout(end, dragging_ms_max);
    };
    const paste = ({ clipboardData, target }: ClipboardEvent) => {
      const isElsewhere = isField(target) && target instanceof Element && !target.matches("#composer");
      // What is copied from documents comes as a text, and as a picture of that.
      if (dialog.peek() || isElsewhere || clipboardData?.types.includes("text/plain")) return;
      addFiles(store, id, clipboardData?.files);
    };
    addEventListener("dragover", drag, { signal });
    addEventListener("drop", drag, { signal });
    addEventListener("paste", paste, { signal });
    return () => {
      listening.abort();
      clearTimeout(timer);
    };
  }, [store, id, isOver]);
  if (!isOver.value) return null;
  return (
    <div class="drop">
      <p>
        <Icon name="image" />
        {words().pictures.drop(channelTitle(store, channel))}
      </p>
    </div>
  );
}
