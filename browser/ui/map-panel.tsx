/** The place on a map. Its room is kept from the first moment; the map comes into it when all else is there. */
import { useComputedColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Place } from '../contract/api';
import { areaOf, coordinates, elsewhere, type Spot } from '../core/place';
import { ago } from '../core/time';
import { type MapSources, readMapSources } from '../platform/api';
import type { MapCanvas, Shown } from '../platform/map-canvas';
import { useLost, useMe, useSecond } from './desk';
import { Icon } from './icon';
import { streetStyle, tokensOf } from './map-style';
import './map.css';

interface Props {
  readonly place: Place | null;
  readonly who: string;
}

const spotOf = (place: Place | null): Spot | null =>
  place?.latitude == null || place.longitude == null ? null : { latitude: place.latitude, longitude: place.longitude };

export function MapPanel({ place, who }: Props) {
  const spot = spotOf(place);
  const [larger, setLarger] = useState(false);
  return (
    <section className={`map-panel${larger ? ' is-larger' : ''}`} aria-label="Map">
      {place === null || spot === null ? <Missing words="No map: no position is known." /> : <Placed key={who} place={place} spot={spot} who={who} larger={larger} setLarger={setLarger} />}
    </section>
  );
}

/** What stands where a map would, and how to find the place all the same. */
const Missing = ({ words, spot = null }: { readonly words: string; readonly spot?: Spot | null }) => (
  <div className="map-none">
    <Icon name="cannot" />
    <p className="num">{words}</p>
    {spot === null ? null : <p><a className="lesser" href={elsewhere(spot).web} target="_blank" rel="noreferrer">Open in OpenStreetMap, on the internet</a></p>}
    {spot === null ? null : <p><a className="lesser" href={elsewhere(spot).app}>Open in another map app</a></p>}
  </div>
);

interface PlacedProps {
  readonly place: Place;
  readonly spot: Spot;
  readonly who: string;
  readonly larger: boolean;
  readonly setLarger: (on: boolean) => void;
}

function Placed(props: PlacedProps) {
  const { spot } = props;
  const lost = useLost();
  const { data, error, refetch } = useQuery({ queryKey: ['map'], queryFn: readMapSources, staleTime: Infinity });
  useEffect(() => {
    if (!lost && error !== null) void refetch();
  }, [lost, error, refetch]);
  if (data === undefined) return error === null ? <div className="map-none" aria-busy="true" /> : <Missing words={`The map did not load: ${coordinates(spot)}`} spot={spot} />;
  if (data.style === null && areaOf(data.areas, spot) === null) return <Missing words={`No map without internet here: ${coordinates(spot)}`} spot={spot} />;
  return <Drawing {...props} sources={data} />;
}

type Stage = 'loading' | 'drawn' | 'failed';

function Drawing({ place, spot, who, larger, setLarger, sources }: PlacedProps & { readonly sources: MapSources }) {
  const [stage, setStage] = useState<Stage>('loading');
  const at = useRef<HTMLDivElement>(null);
  const me = useMe();
  const shown: Shown = useMemo(() => ({ latitude: spot.latitude, longitude: spot.longitude, accuracy_m: place.accuracy_m, mark: place.source === 'site' ? 'site' : 'person' }), [spot.latitude, spot.longitude, place.accuracy_m, place.source]);
  const canvas = useCanvas(at, sources, shown, `Map of where ${who} is. Arrow keys move it, plus and minus zoom.`, setStage);
  if (stage === 'failed') return <Missing words={`The map could not be drawn: ${coordinates(spot)}`} spot={spot} />;
  const invented = me.demo && sources.style === null ? areaOf(sources.areas, spot) : null;
  return (
    <>
      <div className={`map-room${invented === null ? '' : ' above'}`} data-stage={stage} ref={at} />
      <p className="map-tag num"><Said place={place} /></p>
      <div className="map-acts">
        <button type="button" aria-label="Nearer" title="Nearer" onClick={() => canvas.current?.nearer(1)}><Icon name="plus" /></button>
        <button type="button" aria-label="Farther" title="Farther" onClick={() => canvas.current?.nearer(-1)}><Icon name="minus" /></button>
        <button type="button" aria-label="Back to the mark" title="Back to the mark" onClick={() => canvas.current?.centre()}><Icon name="target" /></button>
        <button type="button" className="map-larger" aria-pressed={larger} onClick={() => setLarger(!larger)}><kbd aria-hidden="true">M</kbd>{larger ? 'smaller' : 'larger'}</button>
      </div>
      {stage === 'loading' ? <p className="sr" role="status">The map is loading</p> : null}
      {invented === null ? null : <p className="map-invented">Invented town for the demo, {invented.name}’s streets</p>}
    </>
  );
}

/** How far off it may be, and how old it is, always on the map. */
function Said({ place }: { readonly place: Place }) {
  const now = useSecond();
  if (place.source === 'site') return <>As entered for the site</>;
  const accuracy = place.accuracy_m === null ? 'accuracy not known' : `±${Math.round(place.accuracy_m)} m`;
  return <>{accuracy} · {place.heard_at === null ? 'age not known' : ago(now - Date.parse(place.heard_at))}</>;
}

/** One map for as long as its incident is open; what is newer goes into it. */
function useCanvas(at: React.RefObject<HTMLDivElement | null>, sources: MapSources, shown: Shown, title: string, setStage: React.Dispatch<React.SetStateAction<Stage>>): React.RefObject<MapCanvas | null> {
  const scheme = useComputedColorScheme('dark');
  const canvas = useRef<MapCanvas | null>(null);
  const first = useRef(shown);
  const area = areaOf(sources.areas, shown);
  const address = area === null ? null : new URL(`/map/${area.file}`, location.origin).href;
  const bounds = sources.style === null ? (area?.bounds ?? null) : null;
  const styleNow = useCallback((element: Element) => sources.style ?? streetStyle(address ?? '', tokensOf(element)), [sources.style, address]);
  useEffect(() => {
    let left = false;
    const begin = async () => {
      const { MapCanvas: Canvas } = await import('../platform/map-canvas');
      const element = at.current;
      if (left || element === null) return;
      let drawn = false;
      canvas.current = new Canvas(element, {
        style: styleNow(element), person: tokensOf(element)('map-person'), shown: first.current, bounds, title,
        drawn: () => { drawn = true; setStage((now) => (now === 'failed' ? now : 'drawn')); },
        failed: () => { if (!drawn) setStage('failed'); }, // a tile that is missing later leaves a map that is good enough
      });
    };
    begin().catch(() => { if (!left) setStage('failed'); });
    return () => {
      left = true;
      canvas.current?.leave();
      canvas.current = null;
    };
    // Another scheme restyles the map that is there, and a newer fix moves its mark.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- see above
  }, [sources.style, address]);
  const painted = useRef(scheme);
  useEffect(() => {
    if (painted.current === scheme || at.current === null) return;
    painted.current = scheme;
    canvas.current?.restyle(styleNow(at.current));
  }, [scheme, styleNow, at]);
  useEffect(() => {
    first.current = shown;
    canvas.current?.show(shown);
  }, [shown]);
  return canvas;
}
