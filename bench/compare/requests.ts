/** A load of HTTP requests: gets a RequestsOrder on standard input, and ends when all of them were answered well. */
export interface RequestsOrder {
  readonly url: string;
  readonly channel: string;
  readonly tokens: readonly string[];
  readonly count: number;
}

const connections = 10;

const { url, channel, tokens, count }: RequestsOrder = await Bun.stdin.json();
const body = JSON.stringify({ channel, limit: 1 });

async function ask(first: number): Promise<void> {
  for (let i = first; i < count; i += connections) {
    const headers = { authorization: `Bearer ${tokens[i % tokens.length]}`, "content-type": "application/json" };
    const response = await fetch(`${url}/api/message.list`, { method: "POST", headers, body });
    const text = await response.text();
    if (!response.ok || !text.includes('"messages":[{')) throw new Error(`answered with ${response.status}: ${text}`);
  }
}

await Promise.all(Array.from({ length: connections }, (_, i) => ask(i)));
