/** Messages with the words of a language that there is not, as often as words are said: the n-th word 1/n times as often as the first. */
import type { Posting } from "../workspace.ts";

const vocabulary_words = 100_000;
const syllables =
  "ka to mi re sun pol der ing al ba cho wen st ly or qu fi ne gra du lo pe va sh tri om ul ex bri no".split(" ");
const japanese =
  "会議 資料 東京 明日 確認 変更 連絡 開発 予定 問題 お願い 週末 電車 天気 新しい 機能 今日 時間 場所 参加".split(" ");
const words_max = 60;
/** Of a hundred messages so many are not of ASCII alone. */
const accented_percent = 10;
const japanese_percent = 5;

export const channels = 500;
export const users = 200;

export interface Corpus {
  /** A word, the more common ones more often. */
  word(): string;
  /** The n-th most common word, from 0. */
  ranked(rank: number): string;
  body(): string;
}

export function makeCorpus(random: () => number): Corpus {
  const ranked = (rank: number): string => {
    let word = "";
    for (let rest = rank + syllables.length; rest > 0; rest = Math.floor(rest / syllables.length))
      word += syllables[rest % syllables.length];
    return word;
  };
  const vocabulary = Array.from({ length: vocabulary_words }, (_, rank) => ranked(rank));
  const shares = new Float64Array(vocabulary_words);
  let total = 0;
  for (let rank = 0; rank < vocabulary_words; rank++) shares[rank] = total += 1 / (rank + 1);

  const word = (): string => {
    const wanted = random() * total;
    let [low, high] = [0, vocabulary_words - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((shares[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return vocabulary[low] ?? "";
  };
  const some = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? "";

  return {
    word,
    ranked,
    body() {
      // Most messages are short.
      const count = 1 + Math.floor(random() * random() * words_max);
      const kind = random() * 100;
      if (kind < japanese_percent) return Array.from({ length: count }, () => some(japanese)).join("の");
      const words = Array.from({ length: count }, word);
      if (kind < japanese_percent + accented_percent) words.push("größer");
      return words.join(" ");
    },
  };
}

/** A long history: some channels are much busier than others. */
export function* history(corpus: Corpus, messages: number, random: () => number): Generator<Posting> {
  const start_ms = Date.now() - messages * 1000;
  for (let i = 0; i < messages; i++)
    yield {
      channel: 1 + Math.floor(random() * random() * channels),
      author: 1 + Math.floor(random() * users),
      at: start_ms + i * 1000,
      body: corpus.body(),
    };
}
