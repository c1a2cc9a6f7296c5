import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
window.TongbanDiagram = NavigatedViewer;
