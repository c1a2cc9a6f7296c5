// Reads diagrams and decisions as the editors do and writes them as they would save them; for
// tests/web/studio/test_round_trip.py. In: {descriptor, files: {name: xml}} on standard input, a name ends in .dmn
// where it is decisions, and without a descriptor they are read as by others; out: {name: {xml, warnings}}.
import { readFileSync } from "node:fs";
import { BpmnModdle } from "bpmn-moddle";
import { DmnModdle } from "dmn-moddle";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json" with { type: "json" };

const { descriptor, files } = JSON.parse(readFileSync(0, "utf8"));
const saved = {};
for (const [name, xml] of Object.entries(files)) {
  const isDecision = name.endsWith(".dmn");
  const ours = descriptor ? { tongban: descriptor } : {};
  const moddle = isDecision ? new DmnModdle(ours) : new BpmnModdle({ zeebe, ...ours });
  const { rootElement, warnings } = await (isDecision ? moddle.fromXML(xml, "dmn:Definitions") : moddle.fromXML(xml));
  saved[name] = { xml: (await moddle.toXML(rootElement, { format: true })).xml, warnings: warnings.map(String) };
}
process.stdout.write(JSON.stringify(saved));
