/** Handsets of a demo: one for each person, with what would have left the machine, the newest first. */
import type { HandsetMessage } from '../contract/api';

export interface Handset {
  readonly key: string;
  readonly to: string;
  readonly address: string | null;
  readonly messages: readonly HandsetMessage[];
  /** A message waits for an answer. */
  readonly asks: boolean;
}

/** Whoever is waited for comes first, then whoever was told last. The messages come newest first. */
export function handsetsOf(messages: readonly HandsetMessage[]): readonly Handset[] {
  const of = new Map<string, HandsetMessage[]>();
  for (const message of messages) {
    const key = `${message.to} ${message.address ?? ''}`;
    of.set(key, [...(of.get(key) ?? []), message]);
  }
  return [...of].map(([key, own]) => ({ key, to: own[0]?.to ?? '', address: own[0]?.address ?? null, messages: own, asks: own.some((one) => one.asks) }))
    .sort((a, b) => Number(b.asks) - Number(a.asks));
}
