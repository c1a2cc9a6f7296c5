// Reads diagrams as the editor does and writes them as it would save them; for tests/web/studio/test_round_trip.py.
// In: {descriptor, diagrams: {name: xml}} on standard input; out: {name: {xml, warnings}}.
import { readFileSync } from "node:fs";
import { BpmnModdle } from "bpmn-moddle";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json" with { type: "json" };

const { descriptor, diagrams } = JSON.parse(readFileSync(0, "utf8"));
const saved = {};
for (const [name, xml] of Object.entries(diagrams)) {
  const moddle = new BpmnModdle({ zeebe, tongban: descriptor });
  const { rootElement, warnings } = await moddle.fromXML(xml);
  saved[name] = { xml: (await moddle.toXML(rootElement, { format: true })).xml, warnings: warnings.map(String) };
}
process.stdout.write(JSON.stringify(saved));
