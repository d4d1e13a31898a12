"""What if: figures of an assessment before and after what is supposed, by the one engine; nothing is written."""
