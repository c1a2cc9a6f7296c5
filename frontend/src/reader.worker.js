// The thread that reads documents, apart from the page.
import "pdfjs-dist/legacy/build/pdf.worker.mjs";
