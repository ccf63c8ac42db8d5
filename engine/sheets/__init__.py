"""Workbooks and CSV files for officials: templates generated from the pack, imports that are guarded and checked, and
exports that give back what an import takes."""

from engine.sheets.csv_file import as_csv
from engine.sheets.reading import New, read
from engine.sheets.writing import csv_template, template, write, write_csv

__all__ = ["New", "as_csv", "csv_template", "read", "template", "write", "write_csv"]
