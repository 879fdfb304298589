import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import type { Channel } from "../../sdk/model.ts";
import { isOnlyEmoji } from "../emoji/emoji.ts";
import type { Block, Inline } from "../markdown/nodes.ts";
import { parseMarkdown } from "../markdown/parse.ts";
import { words } from "../language/language.ts";
import { channelPath, go } from "../state/place.ts";
import { type Store, useStore } from "../state/store.ts";
import { slugOf } from "../text/slug.ts";
import { fullTime } from "./time.ts";

interface BodyProps {
  readonly body: string;
  /** Whom the server found to be mentioned. */
  readonly mentions?: readonly Id[] | undefined;
  readonly everyone?: "channel" | "here" | undefined;
  /** When its author changed it. */
  readonly edited?: number | undefined;
}

/** A message's Markdown as elements: text stays text whatever is in it. */
export function Body({ body, mentions = [], everyone, edited }: BodyProps) {
  const store = useStore();
  const blocks = useMemo(() => parseMarkdown(body), [body]);
  const handles = new Map(mentions.map((id) => [store.user(id)?.handle, id]));
  const mention = (handle: string, text: string) => {
    const user = handles.get(handle);
    const isEveryone = everyone !== undefined && (handle === "channel" || handle === "here");
    if (user === undefined && !isEveryone) return text;
    const isMe = isEveryone || user === store.me?.id;
    return <Mention text={text} name={user && nameOf(store, user)} isMe={isMe} />;
  };
  return (
    <div class={isOnlyEmoji(body) ? "body only-emoji" : "body"} dir="auto">
      {blocks.map((block) => showBlock(block, mention))}
      {edited !== undefined && <Edited at={edited} />}
    </div>
  );
}

function Edited({ at }: { at: number }) {
  return (
    <span class="edited" title={fullTime(at)}>
      {" "}
      {words().messages.edited}
    </span>
  );
}

type ShowMention = (handle: string, text: string) => ComponentChildren;

function Mention({ text, name, isMe }: { text: string; name: string | undefined; isMe: boolean }) {
  return (
    <span class={isMe ? "mention me" : "mention"} title={name}>
      {text}
    </span>
  );
}

/** A link to the channel, for who has it; to everybody else it stays text, so that nobody learns from it what there is. */
function ChannelMention({ slug, text }: { slug: string; text: string }) {
  const store = useStore();
  const id = useComputed(() => meantChannel(store.channels.value, slug)).value;
  if (id === undefined) return <>{text}</>;
  return (
    <a
      class="mention"
      href={channelPath(id)}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        go(channelPath(id));
      }}
    >
      {text}
    </a>
  );
}

/** Of several that are written alike the one that is called exactly so. */
function meantChannel(channels: readonly Channel[], slug: string): Id | undefined {
  const named = channels.filter(({ name }) => name !== undefined && slugOf(name) === slug);
  return (named.find(({ name }) => name?.toLowerCase() === slug) ?? named[0])?.channel;
}

function nameOf(store: Store, user: Id): string | undefined {
  return store.user(user)?.name;
}

function showBlock(block: Block, mention: ShowMention): ComponentChildren {
  switch (block.type) {
    case "paragraph":
      return <p>{showInlines(block.children, mention)}</p>;
    case "heading":
      // The page's own headings are those of the client: a message's are only text in bold.
      return <p class={`heading level-${block.level}`}>{showInlines(block.children, mention)}</p>;
    case "code":
      return (
        <figure class="code">
          {block.language !== "" && <figcaption>{block.language}</figcaption>}
          {/* Long lines are scrolled through by the keyboard too. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre tabIndex={0} dir="ltr">
            <code>{block.text}</code>
          </pre>
        </figure>
      );
    case "quote":
      return <blockquote>{block.children.map((child) => showBlock(child, mention))}</blockquote>;
    case "list": {
      const items = block.items.map((item, i) => <li key={i}>{item.map((child) => showBlock(child, mention))}</li>);
      return block.start === undefined ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>;
    }
    case "rule":
      return <hr />;
  }
}

function showInlines(nodes: readonly Inline[], mention: ShowMention): ComponentChildren {
  return nodes.map((node) => showInline(node, mention));
}

function showInline(node: Inline, mention: ShowMention): ComponentChildren {
  switch (node.type) {
    case "text":
      return node.text;
    case "code":
      return <code>{node.text}</code>;
    case "strong":
      return <strong>{showInlines(node.children, mention)}</strong>;
    case "emphasis":
      return <em>{showInlines(node.children, mention)}</em>;
    case "strike":
      return <s>{showInlines(node.children, mention)}</s>;
    case "mention":
      return mention(node.handle, node.text);
    case "channel":
      return <ChannelMention slug={node.slug} text={node.text} />;
    case "link":
      return (
        <>
          <a href={node.href} target="_blank" rel="noopener noreferrer nofollow">
            {showInlines(node.children, mention)}
          </a>
          {node.host !== undefined && <span class="real-host"> ({node.host})</span>}
        </>
      );
  }
}
