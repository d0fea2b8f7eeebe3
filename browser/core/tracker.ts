/** The programs whose trackers can speak for a lone worker, and what each is told where to send. */

export interface Protocol {
  readonly id: 'traccar' | 'osmand' | 'owntracks' | 'webhook';
  readonly name: string;
  /** What to set in the program, with the address of the line. */
  readonly settings: (address: string) => string;
  readonly help: string;
}

export const PROTOCOLS: readonly Protocol[] = [
  {
    id: 'traccar',
    name: 'Traccar, forwarding',
    settings: (address) => ['forward', 'event.forward'].map((one) => `<entry key='${one}.type'>json</entry>\n<entry key='${one}.url'>${address}</entry>`).join('\n'),
    help: 'Put this into traccar.xml and start Traccar anew. An alarm “sos” is a panic.',
  },
  {
    id: 'osmand',
    name: 'Traccar Client, OsmAnd',
    settings: (address) => address,
    help: 'Put this in the place of the server’s URL in the app. Its SOS is a panic.',
  },
  {
    id: 'owntracks',
    name: 'OwnTracks',
    settings: (address) => address,
    help: 'Choose the mode HTTP in the app, put this in the place of its URL, and turn its encryption off. It has no alarm button: a place that is sent by hand with a point of interest “SOS” is a panic.',
  },
  {
    id: 'webhook',
    name: 'Any program',
    settings: (address) => address,
    help: 'Let the program POST its JSON here.',
  },
];

export const protocolOf = (id: string): Protocol | undefined => PROTOCOLS.find((one) => one.id === id);
