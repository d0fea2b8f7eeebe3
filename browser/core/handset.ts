/** Handsets of a demo: one for each person, with what would have left the machine, the newest first. */
import type { HandsetCall, HandsetList, HandsetMessage } from '../contract/api';

export interface Handset {
  readonly key: string;
  readonly to: string;
  readonly address: string | null;
  readonly messages: readonly HandsetMessage[];
  /** Calls that nobody has written the end of: it rings, or somebody speaks. */
  readonly ringing: readonly HandsetCall[];
  /** A message waits for an answer. */
  readonly asks: boolean;
}

/** Whose handset rings comes first, then whoever is waited for, then whoever was told last. All come newest first. */
export function handsetsOf({ items, ringing }: Pick<HandsetList, 'items' | 'ringing'>): readonly Handset[] {
  const of = new Map<string, { to: string; address: string | null; messages: HandsetMessage[]; ringing: HandsetCall[] }>();
  const own = ({ to, address }: { readonly to: string; readonly address: string | null }) => {
    const key = `${to} ${address ?? ''}`;
    const known = of.get(key) ?? { to, address, messages: [], ringing: [] };
    of.set(key, known);
    return known;
  };
  for (const call of ringing) own(call).ringing.push(call);
  for (const message of items) own(message).messages.push(message);
  return [...of].map(([key, one]) => ({ key, ...one, asks: one.messages.some((message) => message.asks) }))
    .sort((a, b) => Number(b.ringing.length > 0) - Number(a.ringing.length > 0) || Number(b.asks) - Number(a.asks));
}
