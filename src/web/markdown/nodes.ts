/** A message's text as it is to be shown. Views make elements of these, so that no text ever becomes markup. */
export type Block =
  | { type: "paragraph"; children: Inline[] }
  | { type: "heading"; level: number; children: Inline[] }
  | { type: "code"; text: string; language: string }
  | { type: "quote"; children: Block[] }
  | { type: "list"; start: number | undefined; items: Item[] }
  /** The first row is the header. Rows may be shorter or longer than it. */
  | { type: "table"; align: Align[]; rows: Inline[][][] }
  | { type: "rule" };

/** `done`: of a task, whether it is. */
export interface Item {
  readonly done: boolean | undefined;
  readonly children: Block[];
}

export type Align = "center" | "end" | undefined;

export type Inline =
  | { type: "text" | "code"; text: string }
  | { type: "strong" | "emphasis" | "strike"; children: Inline[] }
  /** `host`: where the link really goes, when its text looks as if it went elsewhere. */
  | { type: "link"; href: string; host: string | undefined; children: Inline[] }
  /** `handle`: whom it may mean, in small letters; the server says in the message's record whom it does mean. */
  | { type: "mention"; handle: string; text: string }
  /** `slug`: the channel that it may mean, in small letters; it is one if the reader has such a channel. */
  | { type: "channel"; slug: string; text: string };
