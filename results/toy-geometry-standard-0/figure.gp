# toy-geometry: Toy model: the demonstrations of the three scenarios
# Draws figure.svg from the CSV files beside it: gnuplot figure.gp
if (!exists("to_standard_output")) set output "figure.svg"
set terminal svg size 1200,820 dynamic font "Helvetica,14" background "white"
set encoding utf8
set datafile separator ","
set datafile missing ""
set datafile missing NaN
set palette defined (0 "#2c3e80", 0.5 "#5dade2", 1 "#aed6f1")
unset colorbox
set multiplot layout 2,3
set xlabel "u"
set ylabel "v"
set zlabel "z"
set xyplane 0
set view 70,30
set zrange [0:11]
set cbrange [0:1]
set xtics 0.5 offset 0,-0.3
set ytics 0.5
set ztics 2
set key at screen 0.99,0.99
set title "overlapping: Δz = 0.01"
splot \
  "figure.csv" using ($2 == 0.01 && strcol(3) eq "source" ? $4 : NaN):5:6:4 skip 1 every 5 with points pointtype 7 pointsize 0.15 linecolor palette title "source", \
  "figure.csv" using ($2 == 0.01 && strcol(3) eq "target" ? $4 : NaN):5:6 skip 1 with points pointtype 7 pointsize 0.5 linecolor "#c0392b" title "target"
set title "structured: Δz = 1"
splot \
  "figure.csv" using ($2 == 1 && strcol(3) eq "source" ? $4 : NaN):5:6:4 skip 1 every 5 with points pointtype 7 pointsize 0.15 linecolor palette title "source", \
  "figure.csv" using ($2 == 1 && strcol(3) eq "target" ? $4 : NaN):5:6 skip 1 with points pointtype 7 pointsize 0.5 linecolor "#c0392b" title "target"
set title "disjoint: Δz = 9"
splot \
  "figure.csv" using ($2 == 9 && strcol(3) eq "source" ? $4 : NaN):5:6:4 skip 1 every 5 with points pointtype 7 pointsize 0.15 linecolor palette title "source", \
  "figure.csv" using ($2 == 9 && strcol(3) eq "target" ? $4 : NaN):5:6 skip 1 with points pointtype 7 pointsize 0.5 linecolor "#c0392b" title "target"
unset zlabel
set xtics 10 offset 0,0
set ytics 10
set xlabel "y1"
set ylabel "y2"
set size ratio -1
set title "answers"
plot \
  "figure.csv" using ($2 == 0.01 && strcol(3) eq "source" ? $7 : NaN):8:4 skip 1 every 5 with points pointtype 7 pointsize 0.15 linecolor palette notitle, \
  "figure.csv" using ($2 == 0.01 && strcol(3) eq "target" ? $7 : NaN):8 skip 1 with points pointtype 7 pointsize 0.5 linecolor "#c0392b" notitle
set title "answers"
plot \
  "figure.csv" using ($2 == 1 && strcol(3) eq "source" ? $7 : NaN):8:4 skip 1 every 5 with points pointtype 7 pointsize 0.15 linecolor palette notitle, \
  "figure.csv" using ($2 == 1 && strcol(3) eq "target" ? $7 : NaN):8 skip 1 with points pointtype 7 pointsize 0.5 linecolor "#c0392b" notitle
set title "answers"
plot \
  "figure.csv" using ($2 == 9 && strcol(3) eq "source" ? $7 : NaN):8:4 skip 1 every 5 with points pointtype 7 pointsize 0.15 linecolor palette notitle, \
  "figure.csv" using ($2 == 9 && strcol(3) eq "target" ? $7 : NaN):8 skip 1 with points pointtype 7 pointsize 0.5 linecolor "#c0392b" notitle
unset multiplot
