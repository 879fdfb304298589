/** F3: a body is read as it comes, and given up when it is too large, too slow, or ends too soon. */
import { expect, test } from "bun:test";
import { bodyOf } from "../../src/server/body.ts";

async function read(request: Request, bytes_max = 100, isTooSlow?: (bytes: number, seconds: number) => boolean) {
  let text = "";
  for await (const chunk of bodyOf(request, bytes_max, isTooSlow)) text += new TextDecoder().decode(chunk);
  return text;
}

const post = (body: string | ReadableStream<Uint8Array>) => new Request("http://localhost/", { method: "POST", body });

/** A body that begins, and what happened to it. */
function endless() {
  const ended = Promise.withResolvers<void>();
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(Buffer.from("hello")),
    pull: () => new Promise(() => undefined),
    cancel: () => ended.resolve(),
  });
  return { request: post(stream), cancelled: ended.promise };
}

test("what comes is what is read, up to the last byte that is taken", async () => {
  expect(await read(new Request("http://localhost/"))).toBe("");
  expect(await read(post("x".repeat(100)))).toBe("x".repeat(100));
  expect(read(post("x".repeat(101)))).rejects.toMatchObject({ code: "too_large" });
});

test("one that comes too slowly is given up, and its sender is not listened to any more", async () => {
  const { request, cancelled } = endless();
  const asked: number[] = [];
  const isTooSlow = (bytes: number, seconds: number) => {
    asked.push(bytes);
    return seconds > 0;
  };
  expect(await read(request, 100, isTooSlow).catch((error: unknown) => error)).toMatchObject({
    code: "bad_frame",
    message: expect.stringContaining("too slowly"),
  });
  expect(asked).toEqual([5]);
  await cancelled;
});

test("one that breaks off is refused with a sentence", async () => {
  const broken = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(Buffer.from("hel"));
      controller.error(new Error("the connection is gone"));
    },
  });
  expect(read(post(broken))).rejects.toMatchObject({ code: "bad_frame", message: "The body did not come to its end." });
});
