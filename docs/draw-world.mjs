// Draws app/web/public/world.json once: one path a country, by ISO 3166-1 alpha-2, on the Equal Earth projection.
//   npm install world-atlas@2 d3-geo@3 topojson-client@3
//   node docs/draw-world.mjs codes.json > app/web/public/world.json     (codes.json: {"364": "IR", …})
// Borders are those of Natural Earth (public domain), 1:110 million, as packed by world-atlas.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoEqualEarth, geoPath, geoStream } from "d3-geo";
import { feature } from "topojson-client";

const WIDTH = 1000, NO_CODE = { Kosovo: "XK" }, ANTARCTICA = "010", SMALLEST_AREA = 2;
const atlas = JSON.parse(readFileSync(createRequire(import.meta.url).resolve("world-atlas/countries-110m.json")));
const codes = JSON.parse(readFileSync(process.argv[2]));
const countries = feature(atlas, atlas.objects.countries).features.filter((each) => each.id !== ANTARCTICA);
const world = { type: "FeatureCollection", features: countries };
const projection = geoEqualEarth().fitWidth(WIDTH, world);

// Whole numbers, each point relative to the one before: a third of the size, and shared borders still meet.
function draw(country) {
  const rings = [];
  let ring;
  geoStream(country, projection.stream({
    polygonStart() {}, polygonEnd() {}, sphere() {},
    lineStart() { ring = []; },
    point(x, y) { ring.push([Math.round(x), Math.round(y)]); },
    lineEnd() { rings.push(ring); },
  }));
  return rings.filter((each, index) => area(each) >= SMALLEST_AREA || rings.length === 1).map(line).join("");
}

function area(ring) {
  return Math.abs(ring.reduce((sum, [x, y], i) => {
    const [u, v] = ring[(i + 1) % ring.length];
    return sum + x * v - u * y;
  }, 0)) / 2;
}

function line(ring) {
  let [x, y] = ring[0], path = `M${x} ${y}l`, first = true;
  for (const [u, v] of ring.slice(1)) {
    if (u === x && v === y) continue;
    const dx = u - x, dy = v - y;
    path += `${first || dx < 0 ? "" : " "}${dx}${dy < 0 ? "" : " "}${dy}`;
    [x, y, first] = [u, v, false];
  }
  return first ? `M${x} ${y}h1v1h-1z` : path + "z";
}

const known = {}, others = [];
for (const each of countries) {
  const code = codes[each.id] ?? NO_CODE[each.properties.name];
  if (code) known[code] = draw(each); else others.push(draw(each));
}
const height = Math.ceil(geoPath(projection).bounds(world)[1][1]);
console.log(JSON.stringify({ width: WIDTH, height, countries: known, others: others.join("") }));
