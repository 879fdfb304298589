import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { Id } from "../../protocol/id.ts";
import type { Channel } from "../../sdk/model.ts";
import { isOnlyEmoji } from "../emoji/emoji.ts";
import type { Align, Block, Inline, Item } from "../markdown/nodes.ts";
import { markdownOf, plainText } from "../markdown/parse.ts";
import { words } from "../language/language.ts";
import { channelPath, followLink, placeOf } from "../state/place.ts";
import { type Store, useStore } from "../state/store.ts";
import { slugOf } from "../text/slug.ts";
import { Code } from "./code.tsx";
import { channelTitle } from "./name.tsx";
import { fullTime } from "./time.ts";

/** A text, and what the server said of it. */
interface Written {
  readonly body: string;
  /** Whom the server found to be mentioned. */
  readonly mentions?: readonly Id[] | undefined;
  readonly everyone?: "channel" | "here" | undefined;
  /** When its author changed it. */
  readonly edited?: number | undefined;
}

/** Letters that are read from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko and their kin. */
const readsFromRight = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A message's Markdown as elements: text stays text whatever is in it. No component: very many are drawn at once. */
export function showBody(store: Store, { body, mentions = [], everyone, edited }: Written): ComponentChildren {
  const blocks = markdownOf(body);
  const handles = new Map(mentions.map((id) => [store.user(id)?.handle, id]));
  const mention = (handle: string, text: string) => {
    const user = handles.get(handle);
    const isEveryone = everyone !== undefined && (handle === "channel" || handle === "here");
    if (user === undefined && !isEveryone) return text;
    const isMe = isEveryone || user === store.me?.id;
    return <Mention text={text} name={user && nameOf(store, user)} isMe={isMe} />;
  };
  const isWide = blocks.some(({ type }) => type === "code" || type === "rule");
  return (
    <div
      class={`body${isOnlyEmoji(body) ? " only-emoji" : ""}${isWide ? " wide" : ""}${readsFromRight.test(body) ? " turned" : ""}`}
      dir="auto"
    >
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
    <a class="mention" href={channelPath(id)} onClick={followLink}>
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
      return <Code text={block.text} language={block.language} />;
    case "quote":
      return <blockquote>{block.children.map((child) => showBlock(child, mention))}</blockquote>;
    case "list": {
      const items = block.items.map((item, i) => (
        <li key={i} class={item.done ? "done" : undefined}>
          {item.done !== undefined && <Check isDone={item.done} />}
          {item.children.map((child) => showBlock(child, mention))}
        </li>
      ));
      if (block.start !== undefined)
        return (
          <ol start={block.start} class={`digits-${digitsOf(block.start + items.length - 1)}`}>
            {items}
          </ol>
        );
      return <ul class={block.items.every(isTask) ? "tasks" : undefined}>{items}</ul>;
    }
    case "table":
      return <Table align={block.align} rows={block.rows} mention={mention} />;
    case "rule":
      return <hr />;
  }
}

/** Of the largest number of a list, which stands before its text: so many have room. */
const digits_max = 5;

function digitsOf(number: number): number {
  return Math.min(String(number).length, digits_max);
}

function isTask({ done }: Item): boolean {
  return done !== undefined;
}

/** Whether a task is done: only the message's author can change it, in the text. */
function Check({ isDone }: { isDone: boolean }) {
  return (
    <input
      type="checkbox"
      class="check"
      checked={isDone}
      disabled
      aria-label={isDone ? words().body.done : words().body.toDo}
    />
  );
}

interface TableProps {
  readonly align: readonly Align[];
  readonly rows: readonly (readonly (readonly Inline[])[])[];
  readonly mention: ShowMention;
}

function Table({ align, rows, mention }: TableProps) {
  const [header = [], ...others] = rows;
  return (
    // A wide one is scrolled through by the keyboard too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section class="table" tabIndex={0} aria-label={words().body.table}>
      <table>
        <thead>
          <tr>
            {header.map((cell, i) => (
              <th key={i} scope="col" class={align[i]}>
                {showInlines(cell, mention)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {others.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => (
                <td key={j} class={align[j]}>
                  {showInlines(cell, mention)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
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
        <Link
          href={node.href}
          host={node.host}
          text={plainText(node.children)}
          shown={showInlines(node.children, mention)}
        />
      );
  }
}

interface LinkProps {
  readonly href: string;
  readonly host: string | undefined;
  readonly text: string;
  readonly shown: ComponentChildren;
}

function Link({ href, host, text, shown }: LinkProps) {
  const store = useStore();
  const within = placeOf(href);
  const channel = within && store.channel(within.channel);
  if (channel) {
    // In place of the bare address stands what it is.
    const isBare = URL.parse(text)?.href === href;
    const title = channelTitle(store, channel);
    return (
      <a class={isBare ? "mention" : undefined} href={new URL(href).pathname} onClick={followLink}>
        {isBare ? <bdi>{within.seq === undefined ? title : words().body.messageIn(title)}</bdi> : shown}
      </a>
    );
  }
  return (
    <>
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {shown}
      </a>
      {host !== undefined && <span class="real-host"> ({host})</span>}
    </>
  );
}
